"""The measures of an instance, and their columns in a release file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable, NamedTuple

#: By metric, then by split where it has splits; None where there is no value.
MetricValues = dict[str, Any]

_RANGES = {"fraction": (0.0, 1.0), "coefficient": (-1.0, 1.0)}


class Measure(NamedTuple):
    """One number of an evaluation: a metric on a split, at the end or halfway."""

    metric: str
    split: str | None
    halfway: bool
    #: Least and greatest value that the metric can have.
    range: tuple[float, float]

    @property
    def name(self) -> str:
        """``overallAccuracy.validation``, ``latencyMs``, ``halfway.trainingTimeS``."""
        split = "" if self.split is None else f".{self.split}"
        return f"{'halfway.' if self.halfway else ''}{self.metric}{split}"

    @property
    def column(self) -> str:
        """``overall_accuracy_validation``, ``energy_k_wh``, ``halfway_training_time_s``."""
        return re.sub(r"(?=[A-Z])", "_", self.name).replace(".", "_").lower()


def measures_of(instance: Mapping[str, Any], halfway: bool) -> list[Measure]:
    """The measures of an instance in its own order, of one moment of training."""
    return [
        Measure(metric["name"], split, halfway, _RANGES.get(metric["unit"], (0.0, float("inf"))))
        for metric in instance["metrics"]
        if not halfway or metric.get("halfway") is True
        for split in (metric["splits"] or [None])
    ]


def metric_values(
    measures: Sequence[Measure], value: Callable[[int], float | None]
) -> MetricValues:
    """The shape of an answer, filled with the value at each measure's place."""
    answer: MetricValues = {}
    for place, measure in enumerate(measures):
        if measure.split is None:
            answer[measure.metric] = value(place)
        else:
            answer.setdefault(measure.metric, {})[measure.split] = value(place)
    return answer
