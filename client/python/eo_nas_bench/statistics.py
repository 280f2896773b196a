"""The distribution of each measure of a release file: the same numbers as the service's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .answers import Answers
from .errors import RequestInvalidError
from .instance_file import InstanceFile
from .listing import Asked, measure_key, rows_of

Json = dict[str, Any]

_PROBABILITIES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
_COMPLEXITY = ("trainableParameters", "macs")
_BINS_MOST = 200


def _quantile(ordered: Sequence[float], probability: float) -> float:
    place = (len(ordered) - 1) * probability
    below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
    return below + (above - below) * (place - math.floor(place))


def _histogram(ordered: Sequence[float], bins: int) -> Json:
    least, most = ordered[0], ordered[-1]
    if least == most:
        return {"edges": [least, most], "counts": [len(ordered)]}
    edges = [
        most if place == bins else least + (most - least) * (place / bins)
        for place in range(bins + 1)
    ]
    counts = [0] * bins
    place = 0
    for value in ordered:
        while place < bins - 1 and value >= edges[place + 1]:
            place += 1
        counts[place] += 1
    return {"edges": edges, "counts": counts}


def describe(values: Sequence[float | None], bins: int) -> Json:
    """Of one measure in one source; None are counted as missing."""
    ordered = sorted(float(value) for value in values if value is not None)
    count = len(ordered)
    found: Json = {
        "count": count,
        "missing": len(values) - count,
        **dict.fromkeys(("min", "max", "mean", "standardDeviation")),
        "quantiles": [],
        "histogram": None,
    }
    if count == 0:
        return found
    # Not sum(), which compensates rounding errors from Python 3.12 on; the service does not.
    total = squares = 0.0
    for value in ordered:
        total += value
    mean = min(ordered[-1], max(ordered[0], total / count))
    for value in ordered:
        squares += (value - mean) * (value - mean)
    return {
        **found,
        "min": ordered[0],
        "max": ordered[-1],
        "mean": mean,
        "standardDeviation": None if count < 2 else math.sqrt(squares / (count - 1)),
        "quantiles": [
            {"probability": one, "value": _quantile(ordered, one)} for one in _PROBABILITIES
        ],
        "histogram": _histogram(ordered, bins),
    }


def statistics(file: InstanceFile, answers: Answers, asked: Json) -> Json:
    """``architectures`` and ``results``; ``asked`` has where and bins of the request."""
    bins, source = asked["bins"], answers.selection.source
    if isinstance(bins, bool) or not isinstance(bins, int) or not 1 <= bins <= _BINS_MOST:
        detail = f"bins is {bins!r}; it is an integer from 1 to {_BINS_MOST}."
        raise RequestInvalidError(detail, errors=[{"pointer": "/bins", "detail": detail}])
    units = {metric["name"]: metric["unit"] for metric in file.instance["metrics"]}
    headings: list[Json] = [
        {
            "name": measure_key(measure),
            "metric": measure.metric,
            "split": measure.split,
            "unit": units[measure.metric],
        }
        for measure in file.measures(answers.selection.halfway)
    ]
    headings += [
        {"name": name, "metric": name, "split": None, "unit": "count"} for name in _COMPLEXITY
    ]
    names = [Asked(heading["name"], "") for heading in headings]
    rows = rows_of(file, answers, asked["where"], names)
    measured = [row for row in rows if row[1]]
    predicted = [row for row in rows if not row[1]]
    return {
        "architectures": {"tabular": len(measured), "surrogate": len(predicted)},
        "results": [
            {
                **heading,
                "tabular": None
                if source == "surrogate"
                else describe([row[at] for row in measured], bins),
                "surrogate": None
                if source == "tabular"
                else describe([row[at] for row in predicted], bins),
            }
            for at, heading in enumerate(headings, 2)
        ],
    }
