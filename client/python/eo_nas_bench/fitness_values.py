"""Reads the numbers of an answer by the names that ``sort`` and objectives use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .condition import full_key

if TYPE_CHECKING:
    from .answer_types import Fitness, FitnessResult, MeasureName

_COMPLEXITY = ("trainableParameters", "macs")


def _flat(metrics: Mapping[str, Any] | None) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for metric, value in (metrics or {}).items():
        if isinstance(value, Mapping):
            for split, one in value.items():
                found[f"{split}{metric[0].upper()}{metric[1:]}"] = one
        else:
            found[metric] = value
    return found


def measure_values(fitness: Mapping[str, Any]) -> dict[str, float | None]:
    """Every measure of one answer by its long name, also those of your own instances.

    ``validationOverallAccuracy``, ``latencyMs``, …, ``trainableParameters`` and ``macs``.
    """
    return {**_flat(fitness["metrics"]), **{name: fitness[name] for name in _COMPLEXITY}}


def measure(fitness: Fitness | FitnessResult, name: MeasureName) -> float | None:
    """One measure of an answer: ``measure(fitness, "validationAccuracy")``.

    None where the cell has no value. Raises ``KeyError`` where the instance has no such measure.
    ``mypy`` knows the measures of the built-in instances; ``measure_values`` reads any.
    """
    found = measure_values(fitness)
    try:
        return found[full_key(name)]
    except KeyError:
        raise KeyError(f"There is no {name}; there is {', '.join(found)}.") from None


def deviation_values(fitness: Mapping[str, Any]) -> dict[str, float | None]:
    """The standard deviations of one answer by measure, empty where it has none."""
    return _flat(fitness["standardDeviation"])
