"""(μ + λ) evolution."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

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
from ..search_space import mutate

if TYPE_CHECKING:
    from ..problem import Problem


def plus_evolution(
    problem: Problem,
    *,
    seed: int,
    parents: int = 19,
    children: int = 19,
    mutation: float = 0.8,
    gene: float = 0.1,
    initial: Initial = "uniform",
) -> Search:
    """Elitist (μ + λ) evolution: the best of parents and children are the next parents.

    A child is a copy of a random parent, with probability ``mutation`` a mutated one, of which each
    gene changes with probability ``gene``.
    """
    parameters = {
        "parents": parents,
        "children": children,
        "mutation": mutation,
        "gene": gene,
        "initial": describe_initial(initial),
    }
    steps = _steps(problem, RandomSource(seed), (parents, children), (mutation, gene), initial)
    return Search("plus-evolution", seed, parameters, steps)


def _steps(
    problem: Problem,
    random: RandomSource,
    sizes: tuple[int, int],
    rates: tuple[float, float],
    initial: Initial,
) -> Steps:
    parents, children = sizes
    mutation, gene = rates

    def child(among: list[Individual]) -> Genotype:
        parent: Genotype = random.choice(among).genotype
        return mutate(random, parent, gene, gene) if random.chance(mutation) else parent

    population: list[Individual] = []
    for make in makers(problem, random, initial, parents):
        genotype, outcome = yield from propose(make)
        population.append(Individual(genotype, problem.cost(outcome)))
    while True:
        offspring: list[Individual] = []
        while len(offspring) < children:
            genotype, outcome = yield from propose(partial(child, population))
            offspring.append(Individual(genotype, problem.cost(outcome)))
        population = sorted([*population, *offspring], key=lambda one: one.cost)[:parents]
