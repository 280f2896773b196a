"""What a surrogate predicts at one budget: distributions, and draws of all measures together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple

from .draws import exponential, natural_logarithm, random_normal, single

#: Of what a standard deviation can be.
DEVIATIONS = ("run", "mean", "truth")


class Distribution(NamedTuple):
    """Of one run: normal, or log-normal in the distance from a bound."""

    family: str
    #: Standard deviation between runs, of the value or of the logarithm of the distance.
    noise: float
    least: float
    most: float
    runs: int
    side: str = ""
    bound: float = 0.0


def distribution_of(described: Mapping[str, Any]) -> Distribution:
    """As a release file describes it: JSON does not tell 1 from 1.0."""
    numbers = {name: float(described[name]) for name in ("noise", "least", "most")}
    family, runs = described["family"], described["runs"]
    side, bound = described.get("side", ""), float(described.get("bound", 0))
    return Distribution(family=family, runs=runs, side=side, bound=bound, **numbers)


def standard_deviation(
    distribution: Distribution, mean: float, of_run: float, deviation: str
) -> float:
    """Of a single ``run``, of the ``mean`` of the runs, or of the ``truth``, their expectation."""
    if deviation == "run":
        return of_run
    noise = distribution.noise * distribution.noise
    is_normal = distribution.family == "normal"
    distance = 0.0 if is_normal else abs(distribution.bound - mean)
    whole = of_run * of_run if is_normal else _log_variance(distance, of_run)
    # Where the noise is all that there is, the mean of runs is not less certain than a run.
    of_runs = min(noise, whole)
    truth = whole - of_runs
    variance = truth if deviation == "truth" else truth + of_runs / distribution.runs
    if is_normal:
        return math.sqrt(variance)
    return distance * math.sqrt(exponential(variance) - 1)


def drawn(distribution: Distribution, mean: float, of_run: float, normal: float) -> float:
    """The value of a standard normal number, in single precision, inside of the bounds."""
    if distribution.family == "normal":
        value = mean + of_run * normal
    else:
        distance = abs(distribution.bound - mean)
        variance = _log_variance(distance, of_run)
        away = distance * exponential(math.sqrt(variance) * normal - variance / 2)
        above = distribution.side == "above"
        value = distribution.bound + away if above else distribution.bound - away
    return min(distribution.most, max(distribution.least, single(value)))


def _log_variance(distance: float, of_run: float) -> float:
    if distance == 0:
        return 0.0  # single precision rounded the mean to the bound
    ratio = of_run / distance
    return natural_logarithm(1 + ratio * ratio)


def cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """The lower triangle L of a positive definite matrix L Lᵀ, its rows up to the diagonal."""
    rows: list[list[float]] = []
    for i, given in enumerate(matrix):
        row: list[float] = []
        for j in range(i + 1):
            rest = given[j]
            for k in range(j):
                rest -= row[k] * (row if i == j else rows[j])[k]
            row.append(math.sqrt(rest) if i == j else rest / rows[j][j])
        rows.append(row)
    return rows


class Predictive:
    """The predictions of an instance at one budget, but for their numbers."""

    def __init__(self, instance: str, described: Mapping[str, Any]) -> None:
        self._instance = instance
        self._epochs: int = described["epochs"]
        self._names = [one["measure"] for one in described["measures"]]
        self._places = {name: place for place, name in enumerate(self._names)}
        self._distributions = [
            distribution_of(one["distribution"]) for one in described["measures"]
        ]
        self._factor = cholesky(described["correlations"])

    def distribution(self, measure: str) -> Distribution | None:
        """None where the measure is not predicted."""
        place = self._places.get(measure)
        return None if place is None else self._distributions[place]

    def normals(self, seed: int, architecture_id: int) -> Callable[[str], float]:
        """The correlated standard normal numbers of an architecture by measure."""
        independent = [
            random_normal(seed, self._instance, self._epochs, name, architecture_id)
            for name in self._names
        ]

        def normal(measure: str) -> float:
            total = 0.0
            for factor, one in zip(self._factor[self._places[measure]], independent):
                total += factor * one
            return total

        return normal
