"""Random search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...random_source import RandomSource
from ..algorithm import Initial, Search, Steps, describe_initial, makers, propose

if TYPE_CHECKING:
    from ..problem import Problem

_BLOCK = 100


def random_search(problem: Problem, *, seed: int, sampling: Initial = "uniform") -> Search:
    """Draws architectures in blocks of 100: distinct within a block with ``uniform``."""
    parameters = {"sampling": describe_initial(sampling)}
    return Search("random-search", seed, parameters, _steps(problem, RandomSource(seed), sampling))


def _steps(problem: Problem, random: RandomSource, sampling: Initial) -> Steps:
    while True:
        for make in makers(problem, random, sampling, _BLOCK):
            yield from propose(make)
