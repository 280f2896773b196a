"""A genetic algorithm."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

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
from ..genotype import Genotype
from ..search_space import crossover, mutate, tournament

if TYPE_CHECKING:
    from ..problem import Problem


class Rates(NamedTuple):
    """Probabilities of a child to be crossed and mutated, and of a gene to change."""

    crossover: float
    mutation: float
    gene: float


def genetic_algorithm(
    problem: Problem,
    *,
    seed: int,
    population: int = 19,
    rates: Rates = Rates(0.5, 0.2, 0.05),  # noqa: B008 (a named tuple never changes)
    initial: Initial = "uniform",
) -> Search:
    """Generations of tournament selection (size 2), one-point crossover and mutation.

    A child that is a copy of its parent is proposed too: whether it costs anything is the policy of
    the problem for repeats.
    """
    parameters = {
        "population": population,
        **rates._asdict(),
        "initial": describe_initial(initial),
    }
    steps = _steps(problem, RandomSource(seed), population, rates, initial)
    return Search("genetic-algorithm", seed, parameters, steps)


def _child(random: RandomSource, parents: list[Individual], rates: Rates) -> Genotype:
    costs = [one.cost for one in parents]
    child: Genotype = parents[tournament(random, costs, 2)].genotype
    if random.chance(rates.crossover):
        other = parents[tournament(random, costs, 2)].genotype
        child, _ = crossover(random, child, other)
    if random.chance(rates.mutation):
        child = mutate(random, child, rates.gene, rates.gene)
    return child


def _steps(
    problem: Problem, random: RandomSource, size: int, rates: Rates, initial: Initial
) -> Steps:
    population: list[Individual] = []
    for make in makers(problem, random, initial, size):
        genotype, outcome = yield from propose(make)
        population.append(Individual(genotype, problem.cost(outcome)))
    while True:
        children: list[Individual] = []
        while len(children) < size:
            genotype, outcome = yield from propose(partial(_child, random, population, rates))
            children.append(Individual(genotype, problem.cost(outcome)))
        population = children
