"""Compares search algorithms over repeated runs; needs ``pip install eo-nas-bench[statistics]``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .problem import Problem

#: Final costs, or other numbers where smaller is better, one a run, by algorithm.
Runs = Mapping[str, Sequence[float]]


def curve(problem: Problem) -> list[float]:
    """Best cost after each charged evaluation; infinite before the first value."""
    best = math.inf
    points = []
    for outcome in problem.trajectory.outcomes:
        if outcome.epochs == problem.epochs:
            best = min(best, problem.cost(outcome))
        if outcome.charged:
            points.append(best)
    return points


@dataclass(frozen=True)
class Band:
    """An anytime curve over runs: the median and two quantiles after each evaluation."""

    lower: list[float]
    median: list[float]
    upper: list[float]


def anytime(curves: Sequence[Sequence[float]], coverage: float = 0.5) -> Band:
    """The band that holds a share of the runs, up to the length of the shortest curve."""
    import numpy

    length = min(map(len, curves))
    table = numpy.array([one[:length] for one in curves], dtype=float)
    tail = (1 - coverage) / 2
    # Not interpolated, so that a run without a value does not spoil its neighbours.
    found = numpy.quantile(table, [tail, 0.5, 1 - tail], axis=0, method="inverted_cdf")
    lower, median, upper = (row.tolist() for row in found)
    return Band(lower, median, upper)


def expected_running_time(curves: Sequence[Sequence[float]], target: float) -> float:
    """Expected evaluations until a cost of at most ``target``, with restarts of failed runs.

    All evaluations of all runs up to success, divided by the successful runs; infinite without one
    (Hansen et al. 2021, COCO).
    """
    spent = successes = 0
    for one in curves:
        reached = next((at for at, cost in enumerate(one, 1) if cost <= target), None)
        spent += len(one) if reached is None else reached
        successes += reached is not None
    return spent / successes if successes else math.inf


def ecdf(curves: Sequence[Sequence[float]], targets: Sequence[float]) -> list[float]:
    """Share of pairs of run and target that are reached after each evaluation."""
    length = min(map(len, curves))
    pairs = len(curves) * len(targets)
    return [
        sum(one[at] <= target for one in curves for target in targets) / pairs
        for at in range(length)
    ]


def a12(one: Sequence[float], other: Sequence[float]) -> float:
    """Vargha and Delaney's A12 (2000): probability that ``one`` has the smaller number."""
    wins = sum((left < right) + (left == right) / 2 for left in one for right in other)
    return float(wins) / (len(one) * len(other))


@dataclass(frozen=True)
class Pair:
    """A comparison of two algorithms."""

    one: str
    other: str
    #: Of the rank-sum test, or of the signed-rank test where the runs are paired.
    p: float
    #: Corrected for all comparisons (Holm 1979).
    p_holm: float
    #: Probability that ``one`` is better.
    a12: float


def wilcoxon(runs: Runs, *, paired: bool = False) -> list[Pair]:
    """Two-sided Wilcoxon tests of all pairs, Holm-corrected.

    ``paired`` takes the signed-rank test, for runs that share their world or seed in order.
    """
    from scipy import stats

    pairs = list(combinations(runs, 2))
    values: list[float] = []
    for one, other in pairs:
        left, right = list(runs[one]), list(runs[other])
        if left == right:
            values.append(1.0)
        elif paired:
            values.append(float(stats.wilcoxon(left, right).pvalue))
        else:
            values.append(float(stats.mannwhitneyu(left, right).pvalue))
    corrected = holm(values)
    return [
        Pair(one, other, p, adjusted, a12(runs[one], runs[other]))
        for (one, other), p, adjusted in zip(pairs, values, corrected)
    ]


def holm(values: Sequence[float]) -> list[float]:
    """Holm's step-down correction of p-values, in their order."""
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted = [0.0] * len(values)
    least = 0.0
    for rank, place in enumerate(order):
        least = max(least, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = least
    return adjusted


@dataclass(frozen=True)
class Ranking:
    """Friedman's test with Nemenyi's critical difference."""

    #: p-value of the hypothesis that all algorithms are alike.
    p: float
    #: Mean rank by algorithm, 1 is best.
    ranks: dict[str, float]
    #: Mean ranks that differ by less are not significantly different at 5 %.
    critical_difference: float


def friedman_nemenyi(runs: Runs) -> Ranking:
    """Of at least three algorithms whose runs share their world or seed in order (Demsar 2006)."""
    from scipy import stats

    names = list(runs)
    table = [list(runs[name]) for name in names]
    count, algorithms = len(table[0]), len(names)
    ranked = [stats.rankdata(column) for column in zip(*table)]
    ranks = {name: float(sum(row[at] for row in ranked)) / count for at, name in enumerate(names)}
    studentized = float(stats.studentized_range.ppf(0.95, algorithms, math.inf))
    difference = studentized / math.sqrt(2) * math.sqrt(algorithms * (algorithms + 1) / (6 * count))
    return Ranking(float(stats.friedmanchisquare(*table).pvalue), ranks, difference)
