"""Successive halving and Hyperband over the training budgets of an instance."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ...random_source import RandomSource
from ..algorithm import Initial, Search, Steps, describe_initial, makers, propose

if TYPE_CHECKING:
    from ..problem import Problem


def successive_halving(
    problem: Problem,
    *,
    seed: int,
    budgets: Sequence[int],
    architectures: int = 27,
    eta: int = 3,
    initial: Initial = "uniform",
) -> Search:
    """Rounds of successive halving (Jamieson and Talwalkar 2016).

    All ``architectures`` are trained at the least of ``budgets``, one of ``eta`` at each next one.
    """
    parameters = {
        "budgets": sorted(budgets),
        "architectures": architectures,
        "eta": eta,
        "initial": describe_initial(initial),
    }
    steps = _halvings(problem, RandomSource(seed), sorted(budgets), (architectures, eta), initial)
    return Search("successive-halving", seed, parameters, steps)


def hyperband(
    problem: Problem,
    *,
    seed: int,
    budgets: Sequence[int],
    eta: int = 3,
    initial: Initial = "uniform",
) -> Search:
    """Hyperband (Li et al. 2018): brackets that start at each of the budgets, the least first."""
    parameters = {"budgets": sorted(budgets), "eta": eta, "initial": describe_initial(initial)}
    steps = _brackets(problem, RandomSource(seed), sorted(budgets), eta, initial)
    return Search("hyperband", seed, parameters, steps)


def _bracket(
    problem: Problem,
    random: RandomSource,
    budgets: Sequence[int],
    sizes: tuple[int, int],
    initial: Initial,
) -> Steps:
    count, eta = sizes
    kept: list[tuple[Any, float]] = []
    for make in makers(problem, random, initial, count):
        genotype, outcome = yield from propose(make, budgets[0])
        kept.append((genotype, problem.cost(outcome)))
    for budget in budgets[1:]:
        best = sorted(kept, key=lambda one: one[1])[: max(1, len(kept) // eta)]
        kept = []
        for genotype, _ in best:
            _, outcome = yield from propose(partial(_same, genotype), budget)
            kept.append((genotype, problem.cost(outcome)))


def _halvings(
    problem: Problem,
    random: RandomSource,
    budgets: Sequence[int],
    sizes: tuple[int, int],
    initial: Initial,
) -> Steps:
    while True:
        yield from _bracket(problem, random, budgets, sizes, initial)


def _brackets(
    problem: Problem, random: RandomSource, budgets: Sequence[int], eta: int, initial: Initial
) -> Steps:
    most = len(budgets) - 1
    while True:
        for first in range(len(budgets)):
            left = most - first
            # As many as make each bracket cost about the same.
            count = -(-(most + 1) * eta**left // (left + 1))
            yield from _bracket(problem, random, budgets[first:], (count, eta), initial)


def _same(genotype: Any) -> Any:
    return genotype
