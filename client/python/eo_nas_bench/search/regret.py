"""How far a search is from the optimum of its problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..fitness_values import measure_values
from .outcome import Outcome

if TYPE_CHECKING:
    from ..client import Client
    from .problem import Problem


@dataclass(frozen=True)
class Regret:
    """Of the best architecture that a search found, in its first objective."""

    #: Distance to the optimum in the unit of the objective, from 0.
    simple: float
    #: 0 at the optimum, 1 at the median of all architectures; None of a weighted objective.
    normalised: float | None
    #: True value of the best architecture found, without noise.
    value: float
    #: Best true value of all architectures.
    optimum: float


@dataclass(frozen=True)
class Incumbents:
    """The successive best architectures of a search."""

    outcomes: list[Outcome]
    #: Share of architectures that the surrogate was not trained on.
    predicted: float
    #: Mean number of graph edits to the nearest measured cell; measured ones count as 0.
    nearest_measured: float


class Reference:
    """The optimum and the median of a problem's first objective over all architectures."""

    def __init__(self, client: Client, problem: Problem) -> None:
        self._client = client
        self._problem = problem
        self._known: tuple[float, float | None] | None = None

    def values(self) -> tuple[float, float | None]:
        """Optimum and median, None of a weighted objective; computed once."""
        if self._known is None:
            is_weighted = self._problem.objectives[0].macs_weight > 0
            self._known = self._weighted() if is_weighted else self._plain()
        return self._known

    def _plain(self) -> tuple[float, float]:
        problem, objective = self._problem, self._problem.objectives[0]
        sort = f"-{objective.name}" if objective.maximize else objective.name
        page = self._client.list_fitness(problem.instance, sort=sort, limit=1, **problem.rows())
        best = measure_values(page["results"][0])[objective.name]
        statistics = self._client.get_statistics(problem.instance, bins=1, **problem.rows())
        (measure,) = [one for one in statistics["results"] if one["name"] == objective.name]
        described = measure["tabular" if problem.source == "tabular" else "surrogate"]
        if best is None or described is None:
            raise ValueError(f"{problem.instance} has no {objective.name} to compare with.")
        quantiles = {one["probability"]: one["value"] for one in described["quantiles"]}
        return best, quantiles[0.5]

    def _weighted(self) -> tuple[float, None]:
        # The best weighted value is on the front: what dominates an architecture is better.
        problem, objective = self._problem, self._problem.objectives[0]
        front = self._client.get_pareto_front(
            problem.instance, maximize=objective.name, minimize="macs", **problem.rows()
        )
        values = [objective.value(measure_values(one)) for one in front["results"]]
        return max(value for value in values if value is not None), None


def incumbents(problem: Problem) -> Incumbents:
    """The outcomes that were better than all before them, in order."""
    found: list[Outcome] = []
    best = float("inf")
    for outcome in problem.trajectory.outcomes:
        cost = problem.cost(outcome)
        in_time = problem.is_in_time(outcome)
        if (
            outcome.hash is not None
            and outcome.epochs == problem.epochs
            and in_time
            and cost < best
        ):
            best = cost
            found.append(outcome)
    count = max(1, len(found))
    predicted = sum((one.nearest_measured or 0) > 0 for one in found)
    edits = sum(one.nearest_measured or 0 for one in found)
    return Incumbents(found, predicted / count, edits / count)


def regret_of(client: Client, problem: Problem, reference: Reference) -> Regret:
    """Of the last incumbent; raises ``ValueError`` where there is none."""
    found = incumbents(problem).outcomes
    if not found:
        raise ValueError("The search has no evaluation at the training budget of the problem.")
    objective = problem.objectives[0]
    value = found[-1].values[0]
    if found[-1].run != "mean":
        fitness = client.get_fitness(problem.instance, found[-1].hash, **problem.rows())
        value = objective.value(measure_values(fitness))
    optimum, median = reference.values()
    if value is None:
        raise ValueError(f"{found[-1].hash} has no {objective.name}.")
    simple = abs(optimum - value)
    if median is None:
        return Regret(simple, None, value, optimum)
    span = abs(optimum - median)
    return Regret(simple, simple / span if span > 0 else 0.0, value, optimum)
