"""NSGA-II."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ...random_source import RandomSource
from ..algorithm import Initial, Search, Steps, describe_initial, makers, propose
from ..genotype import GENES, Genotype
from ..search_space import crossover, mutate

if TYPE_CHECKING:
    from ..problem import Problem

Costs = Sequence[float]


class _Ranked(NamedTuple):
    genotype: Genotype
    costs: Costs
    rank: int
    crowding: float


def nsga2(
    problem: Problem,
    *,
    seed: int,
    population: int = 40,
    crossover_rate: float = 0.9,
    initial: Initial = "uniform",
) -> Search:
    """NSGA-II (Deb et al. 2002) with one-point crossover.

    Each gene of a child mutates with probability 1/26.
    """
    parameters = {
        "population": population,
        "crossover": crossover_rate,
        "initial": describe_initial(initial),
    }
    steps = _steps(problem, RandomSource(seed), population, crossover_rate, initial)
    return Search("nsga2", seed, parameters, steps)


def _dominates(one: Costs, other: Costs) -> bool:
    return all(a <= b for a, b in zip(one, other)) and any(a < b for a, b in zip(one, other))


def fronts_of(costs: Sequence[Costs]) -> list[list[int]]:
    """Places by non-dominated front, the best first."""
    dominated: list[list[int]] = [[] for _ in costs]
    dominators = [0] * len(costs)
    for one, left in enumerate(costs):
        for other, right in enumerate(costs):
            if _dominates(left, right):
                dominated[one].append(other)
                dominators[other] += 1
    fronts = [[place for place, count in enumerate(dominators) if count == 0]]
    while fronts[-1]:
        following = []
        for one in fronts[-1]:
            for other in dominated[one]:
                dominators[other] -= 1
                if dominators[other] == 0:
                    following.append(other)
        fronts.append(sorted(following))
    return fronts[:-1]


def crowding_of(costs: Sequence[Costs], front: Sequence[int]) -> dict[int, float]:
    """The crowding distance of each place of a front; infinite at its ends."""
    distances = dict.fromkeys(front, 0.0)
    for objective in range(len(costs[front[0]])):
        order = sorted(front, key=lambda place: costs[place][objective])
        least, most = costs[order[0]][objective], costs[order[-1]][objective]
        distances[order[0]] = distances[order[-1]] = math.inf
        if not 0 < most - least < math.inf:
            continue
        for at in range(1, len(order) - 1):
            gap = costs[order[at + 1]][objective] - costs[order[at - 1]][objective]
            distances[order[at]] += gap / (most - least)
    return distances


def _ranked(individuals: Sequence[tuple[Genotype, Costs]]) -> list[_Ranked]:
    costs = [one[1] for one in individuals]
    found = []
    for rank, front in enumerate(fronts_of(costs)):
        crowding = crowding_of(costs, front)
        members = [_Ranked(individuals[at][0], costs[at], rank, crowding[at]) for at in front]
        found += sorted(members, key=lambda one: -one.crowding)
    return found


def _steps(
    problem: Problem, random: RandomSource, size: int, rate: float, initial: Initial
) -> Steps:
    def selected(among: list[_Ranked]) -> Genotype:
        one, other = random.choice(among), random.choice(among)
        first = (one.rank, -one.crowding) <= (other.rank, -other.crowding)
        return one.genotype if first else other.genotype

    def child(among: list[_Ranked]) -> Genotype:
        made = selected(among)
        if random.chance(rate):
            made, _ = crossover(random, made, selected(among))
        return mutate(random, made, 1 / GENES, 1 / GENES)

    parents: list[tuple[Genotype, Costs]] = []
    for make in makers(problem, random, initial, size):
        genotype, outcome = yield from propose(make)
        parents.append((genotype, problem.costs(outcome)))
    population = _ranked(parents)
    while True:
        children: list[tuple[Genotype, Costs]] = []
        while len(children) < size:
            genotype, outcome = yield from propose(partial(child, population))
            children.append((genotype, problem.costs(outcome)))
        both = [(one.genotype, one.costs) for one in population] + children
        population = _ranked(both)[:size]
