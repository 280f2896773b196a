"""Answers as tables of pandas; needs ``pip install eo-nas-bench[pandas]``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .fitness_values import deviation_values, measure_values

if TYPE_CHECKING:
    import pandas

_ABOUT = ("hash", "architectureId", "source", "run", "runs", "nearestMeasured")


def _fitness_row(fitness: Mapping[str, Any]) -> dict[str, Any]:
    deviations = {f"{name}Sd": value for name, value in deviation_values(fitness).items()}
    return {**{name: fitness[name] for name in _ABOUT}, **measure_values(fitness), **deviations}


def _statistics_rows(measure: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for source in ("tabular", "surrogate"):
        found = measure[source]
        if found is not None:
            quantiles = {f"q{one['probability']:g}": one["value"] for one in found["quantiles"]}
            rest = {
                name: value
                for name, value in found.items()
                if name not in ("quantiles", "histogram")
            }
            about = {name: measure[name] for name in ("name", "unit")}
            rows.append({**about, "source": source, **rest, **quantiles})
    return rows


def _rows(results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for result in results:
        if "metrics" in result and "hash" in result:
            rows.append(_fitness_row(result))
        elif "error" in result:
            rows.append({"error": result["error"]["code"]})
        elif "tabular" in result:
            rows.extend(_statistics_rows(result))
        else:
            rows.append(dict(result))
    return rows


def to_dataframe(answer: Any) -> pandas.DataFrame:
    """The results of an answer as a table, one row a result.

    Takes what ``query``, ``list_fitness``, ``get_pareto_front``, ``get_statistics`` and the other
    methods of ``Client`` answer, a single fitness, or a ``Trajectory``. Each measure has a column
    by its long name, ``validationOverallAccuracy``, and ``…Sd`` its standard deviation; each
    statistic has a row a measure and source. An item without an answer has its code in ``error``.
    """
    import pandas

    if hasattr(answer, "rows"):
        return pandas.DataFrame(answer.rows())
    results = answer.get("results", [answer])
    return pandas.DataFrame(_rows(results))
