"""The table and the description that ``npm run ingest -- evaluations`` takes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from .about import About
from .metrics import Counts
from .plan import SPLITS, Key, Plan
from .protocol_text import protocol_text
from .rows import Row

_METRICS_MAX = 64
_ACCURACIES = (
    ("overallAccuracy", "fraction", "Share of the images classified correctly (OA)."),
    ("averageAccuracy", "fraction", "Mean of the per-class recalls (AA)."),
    ("kappa", "coefficient", "Cohen's kappa."),
)
_RECALL_SPLITS = ("validation", "test")


@dataclass(frozen=True)
class _Timing:
    metric: str
    unit: str
    description: str
    path: Sequence[str]


_TIMINGS = (
    _Timing(
        "trainingTimeS",
        "second",
        "Time of the training steps, without evaluations, on a machine that did nothing else.",
        ("trainingSeconds",),
    ),
    _Timing(
        "latencyBatch1Ms",
        "millisecond",
        "Median time of a forward pass on one image.",
        ("latencyMs", "1"),
    ),
    _Timing(
        "latencyBatch64Ms",
        "millisecond",
        "Median time of a forward pass on a batch of 64 images.",
        ("latencyMs", "64"),
    ),
    _Timing(
        "trainingEnergyKwh",
        "kilowatt-hour",
        "Energy of the processor package during training and evaluation, read from RAPL.",
        ("energyKwh",),
    ),
)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def recall_names(classes: Sequence[str]) -> list[str]:
    """Metric names of the per-class recalls; numbered where names would be empty or equal."""
    names = []
    for index, name in enumerate(classes):
        words = re.findall(r"[A-Za-z0-9]+", name)
        joined = "".join(word[0].upper() + word[1:] for word in words)[:50]
        names.append(f"recall{joined}" if joined else f"recallClass{index}")
    if len({_snake(name) for name in names}) < len(names):
        return [f"recallClass{index}" for index in range(len(classes))]
    return names


def _dig(row: Row, path: Sequence[str]) -> Any:
    value: Any = row
    for step in path:
        value = None if value is None else value.get(step)
    return value


def _measured(plan: Plan, row: Row, recalls: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for prefix, stage in (("", "final"), ("halfway_", "halfway")):
        for split in SPLITS if stage in row else ():
            correct, predicted, loss = row[stage][split]
            counts = Counts(plan.protocol.data.images_per_class[split], predicted, correct)
            values[f"{prefix}overall_accuracy_{split}"] = counts.overall_accuracy()
            values[f"{prefix}average_accuracy_{split}"] = counts.average_accuracy()
            values[f"{prefix}kappa_{split}"] = counts.kappa()
            values[f"{prefix}loss_{split}"] = loss
            if stage == "final" and split in _RECALL_SPLITS:
                for name, recall in zip(recalls, counts.recalls(), strict=True):
                    values[f"{_snake(name)}_{split}"] = recall
    for timing in _TIMINGS:
        value = _dig(row, timing.path)
        if value is not None:
            values[_snake(timing.metric)] = value
    return values


def table_text(plan: Plan, rows: Iterable[tuple[Key, Row]]) -> str:
    """CSV with one row a training; floating-point numbers with all their digits."""
    recalls = recall_names(plan.protocol.data.classes)
    records = []
    for key, row in rows:
        cell = plan.cells[key.hash]
        record: dict[str, Any] = {
            "hash": key.hash,
            "matrix": "".join(str(bit) for line in cell.matrix for bit in line),
            "operations": ",".join(cell.operations),
            "epochs": key.epochs,
            "run": key.run,
            "seed": row["seed"],
            "machine": row["machine"],
        }
        records.append({**record, **_measured(plan, row, recalls)})
    columns = dict.fromkeys(name for record in records for name in record)
    text = StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def description(plan: Plan, about: About, rows: Sequence[Row]) -> dict[str, Any]:
    """The JSON that goes with the table; only what at least one row measured is named."""
    has_halfway = any("halfway" in row for row in rows)
    data = plan.protocol.data
    metrics: list[dict[str, Any]] = []
    columns: dict[str, str] = {}

    def add(name: str, unit: str, words: str, splits: Sequence[str], halfway: bool) -> None:
        metric: dict[str, Any] = {
            "name": name,
            "splits": list(splits),
            "unit": unit,
            "direction": "minimize"
            if unit in ("second", "millisecond", "kilowatt-hour")
            else "maximize",
            "description": words,
        }
        if halfway:
            metric["halfway"] = True
        metrics.append(metric)
        for split in splits or ("",):
            column = _snake(name) + (f"_{split}" if split else "")
            measure = name + (f".{split}" if split else "")
            columns[column] = measure
            if halfway:
                columns[f"halfway_{column}"] = f"halfway.{measure}"

    for name, unit, words in _ACCURACIES:
        add(name, unit, words, SPLITS, has_halfway)
    timings = [each for each in _TIMINGS if any(_dig(row, each.path) is not None for row in rows)]
    for each in timings:
        add(each.metric, each.unit, each.description, (), False)
    recalls = recall_names(data.classes)
    if len(metrics) + len(recalls) <= _METRICS_MAX:
        for name, label in zip(recalls, data.classes, strict=True):
            words = f"Share of the images of {label} classified correctly."
            add(name, "fraction", words, _RECALL_SPLITS, False)
    size = data.resolution
    sources = {"title": about.title, "licence": about.licence}
    sources |= {"attribution": about.attribution} if about.attribution else {}
    sources |= {"url": about.url} if about.url else {}
    return {
        "instance": {
            "id": about.id,
            "title": about.title,
            "dataset": about.dataset,
            "sensor": about.sensor,
            "input": {"height": size, "width": size, "channels": len(data.bands)},
            "classes": len(data.classes),
            "protocol": protocol_text(plan, about.notes),
            "metrics": metrics,
            "citation": about.citation,
        },
        "columns": columns,
        "sources": sources,
    }
