"""Local search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...random_source import RandomSource
from ..algorithm import Proposal, Search, Steps

if TYPE_CHECKING:
    from ..problem import Problem


def local_search(problem: Problem, *, seed: int) -> Search:
    """Best-improvement local search with restarts (White, Nolen and Savani 2021).

    From a uniform start it evaluates all neighbours (one graph edit away, by their hashes), and
    moves to the best of them while that is better.
    """
    return Search("local-search", seed, {}, _steps(problem, RandomSource(seed)))


def _steps(problem: Problem, random: RandomSource) -> Steps:
    while True:
        (start,) = problem.space.uniform(1, random.word())
        outcome = yield Proposal(start)
        current, cost = outcome.hash, problem.cost(outcome)
        while current is not None:
            best = None
            for neighbour in problem.space.neighbours(current):
                found = problem.cost((yield Proposal(neighbour)))
                if found < cost:
                    best, cost = neighbour, found
            current = best
