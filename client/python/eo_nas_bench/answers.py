"""Answers from a release file: the same as the service's, to the last bit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Callable, NamedTuple

from .draws import random_run
from .errors import NotEvaluatedError
from .instance_file import InstanceFile, Row
from .measures import Measure, metric_values
from .predictive import drawn, standard_deviation


class Selection(NamedTuple):
    """What of an instance at one budget is asked for."""

    epochs: int
    source: str
    run: str | int
    seed: int
    halfway: bool
    deviation: str


def mean(values: Sequence[float | None]) -> float | None:
    """Of the values that are there; of one value, itself to the last bit."""
    total, count = 0.0, 0
    for value in values:
        if value is not None:
            total += value
            count += 1
    return total / count if count else None


def deviation(values: Sequence[float | None], of: str) -> float | None:
    """Of a single ``run``: the sample standard deviation (n - 1), None of fewer than two values.

    Of the ``mean`` and of the ``truth``: its standard error, divided by the root of n.
    """
    centre = mean(values)
    if centre is None:
        return None
    squares, count = 0.0, 0
    for value in values:
        if value is not None:
            squares += (value - centre) * (value - centre)
            count += 1
    if count < 2:
        return None
    of_run = math.sqrt(squares / (count - 1))
    return of_run if of == "run" else of_run / math.sqrt(count)


class Answers:
    """Answers about one instance, with one selection."""

    def __init__(self, file: InstanceFile, selection: Selection) -> None:
        self.file = file
        self.selection = selection
        self._measures: list[Measure] = file.measures(selection.halfway)
        self._place = f"{file.instance['id']} at {selection.epochs} epochs"

    def fitness(self, architecture_id: int, digest: str) -> dict[str, Any]:
        """Raises ``NotEvaluatedError``."""
        epochs, source, _, _, halfway, _ = self.selection
        runs = [] if source == "surrogate" else self.file.runs(architecture_id, epochs, halfway)
        about = {"hash": digest, "architectureId": architecture_id}
        if runs:
            return {**about, **self._measured(architecture_id, runs)}
        return {**about, **self._predicted(architecture_id)}

    def _measured(self, architecture_id: int, rows: list[Row]) -> dict[str, Any]:
        epochs, _, run, seed, _, of = self.selection
        taken = run
        if run == "random":
            instance = self.file.instance["id"]
            taken = random_run(seed, instance, epochs, architecture_id, len(rows))
        if isinstance(taken, int) and taken >= len(rows):
            count = f"{len(rows)} {'run' if len(rows) == 1 else 'runs'}"
            raise NotEvaluatedError(
                f"This architecture has {count} on {self._place}, numbered from 0; "
                f"there is no run {taken}."
            )
        chosen = rows if taken == "mean" else [rows[int(taken)]]
        columns = [[row[3 + at] for row in chosen] for at in range(len(self._measures))]
        several = taken == "mean" and len(rows) > 1
        return {
            "source": "tabular",
            "run": taken,
            "runs": len(rows),
            "trainableParameters": chosen[0][1],
            "macs": chosen[0][2],
            "metrics": metric_values(self._measures, lambda at: mean(columns[at])),
            "standardDeviation": metric_values(
                self._measures, lambda at: deviation(columns[at], of)
            )
            if several
            else None,
            "nearestMeasured": None,
        }

    def _predicted(self, architecture_id: int) -> dict[str, Any]:
        epochs, source, run, _, halfway, _ = self.selection
        unmeasured = f"This architecture was not evaluated on {self._place}"
        if source == "tabular":
            raise NotEvaluatedError(f"{unmeasured}.")
        row = self.file.prediction(architecture_id, epochs, halfway)
        if row is None and source == "surrogate":
            raise NotEvaluatedError(
                f"No surrogate predicts {self._place}; ask for source tabular or auto."
            )
        if row is None:
            raise NotEvaluatedError(f"{unmeasured}, and no surrogate predicts it there.")
        if isinstance(run, int) and source == "surrogate":
            raise NotEvaluatedError(
                f"A prediction on {self._place} has no runs: ask for run mean or random, "
                "or for source tabular."
            )
        if isinstance(run, int):
            raise NotEvaluatedError(
                f"{unmeasured}, and a prediction has no runs: ask for run mean or random."
            )
        count = len(self._measures)
        nearest, means, deviations = row[0], row[1 : 1 + count], row[1 + count :]
        value: Callable[[int], float | None] = means.__getitem__
        if run == "random":
            value = self._drawn(architecture_id, means, deviations)
        parameters, macs = self.file.complexity(architecture_id)
        return {
            "source": "surrogate",
            "run": run,
            "runs": 0,
            "trainableParameters": parameters,
            "macs": macs,
            "metrics": metric_values(self._measures, value),
            "standardDeviation": metric_values(self._measures, self._deviating(means, deviations)),
            "nearestMeasured": nearest,
        }

    def _deviating(self, means: Row, deviations: Row) -> Callable[[int], float | None]:
        of = self.selection.deviation
        if of == "run":
            return deviations.__getitem__
        predictive = self.file.predictive(self.selection.epochs)

        def value(at: int) -> float | None:
            centre, spread = means[at], deviations[at]
            distribution = predictive.distribution(self._measures[at].name)
            if centre is None or spread is None or distribution is None:
                return None
            return standard_deviation(distribution, centre, spread, of)

        return value

    def _drawn(
        self, architecture_id: int, means: Row, deviations: Row
    ) -> Callable[[int], float | None]:
        predictive = self.file.predictive(self.selection.epochs)
        normal = predictive.normals(self.selection.seed, architecture_id)

        def value(at: int) -> float | None:
            centre, spread, name = means[at], deviations[at], self._measures[at].name
            distribution = predictive.distribution(name)
            if centre is None or spread is None or distribution is None:
                return None
            return drawn(distribution, centre, spread, normal(name))

        return value
