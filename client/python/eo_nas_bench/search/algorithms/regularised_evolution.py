"""Regularised evolution."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from ...cell import VERTICES_MAX
from ...random_source import RandomSource
from ..algorithm import (
    Individual,
    Initial,
    Search,
    Steps,
    describe_initial,
    makers,
    propose,
)
from ..genotype import INTERIOR
from ..search_space import mutate, tournament

if TYPE_CHECKING:
    from ..problem import Problem


def regularised_evolution(
    problem: Problem,
    *,
    seed: int,
    population: int = 50,
    sample: int = 10,
    initial: Initial = "uniform",
) -> Search:
    """Aging evolution (Real et al. 2019) with the mutation of NASBench-101's example.

    The best of a ``sample``, drawn with replacement, is mutated: on average one edge and one
    operation change. The child replaces the oldest of the ``population``.
    """
    parameters = {"population": population, "sample": sample, "initial": describe_initial(initial)}
    steps = _steps(problem, RandomSource(seed), population, sample, initial)
    return Search("regularised-evolution", seed, parameters, steps)


def _steps(
    problem: Problem, random: RandomSource, size: int, sample: int, initial: Initial
) -> Steps:
    population: deque[Individual] = deque()
    for make in makers(problem, random, initial, size):
        genotype, outcome = yield from propose(make)
        population.append(Individual(genotype, problem.cost(outcome)))
    while True:
        costs = [one.cost for one in population]
        parent = population[tournament(random, costs, sample)].genotype
        genotype, outcome = yield from propose(
            partial(mutate, random, parent, 1 / VERTICES_MAX, 1 / INTERIOR)
        )
        population.popleft()
        population.append(Individual(genotype, problem.cost(outcome)))
