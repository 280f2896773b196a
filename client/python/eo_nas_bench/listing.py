"""Listings of a release file: filtered, sorted, page by page, in SQL."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from .answers import Answers
from .cell import OPERATIONS
from .condition import SOURCES, conditions_of, full_key
from .errors import ApiError, NotEvaluatedError, RequestInvalidError
from .instance_file import InstanceFile, Row
from .measures import Measure
from .nearest_name import did_you_mean

Json = dict[str, Any]

PAGE_MOST = 1000


class _Column(NamedTuple):
    """A number of an answer, in SQL: aggregated over the runs, and predicted."""

    measured: str
    predicted: str


def measure_key(measure: Measure) -> str:
    if measure.split is None:
        return measure.metric
    return f"{measure.split}{measure.metric[0].upper()}{measure.metric[1:]}"


def _columns(file: InstanceFile, halfway: bool) -> dict[str, _Column]:
    measured, predicted = file.columns
    found = {
        measure_key(measure): _Column(
            f'eo_mean("{measure.column}")' if measure.column in measured else "NULL",
            f'p."{measure.column}"' if measure.column in predicted else "NULL",
        )
        for measure in file.measures(halfway)
    }
    found["trainableParameters"] = _Column(
        "eo_first(trainable_parameters)", "a.trainable_parameters"
    )
    found["macs"] = _Column("eo_first(macs)", "a.macs")
    # What is measured is nowhere away from what is measured.
    found["nearestMeasured"] = _Column("min(0)", "p.nearest_measured")
    return found


def _structure() -> dict[str, str]:
    counted = "(length(a.operations) - length(replace(a.operations, '{0}', ''))) / length('{0}')"
    counts = {name.split("-")[0]: counted.format(name) for name in OPERATIONS}
    return {
        "architectureId": "a.architecture_id",
        "vertices": "a.vertices",
        "edges": "a.edges",
        **counts,
    }


class _Query:
    """Collects the values that a listing compares or sorts by."""

    def __init__(self, file: InstanceFile, source: str, halfway: bool) -> None:
        self._instance = file.instance["id"]
        self._columns = _columns(file, halfway)
        self._structure = _structure()
        self._source = source
        self._aggregated: list[str] = []
        self._table = "cells"

    def value(self, key: str, pointer: str) -> str:
        full = full_key(key)
        if full in self._structure:
            if full != "architectureId":
                self._table = "architectures"
            return self._structure[full]
        column = self._columns.get(full)
        if column is None:
            known = [*self._columns, *self._structure]
            hint = did_you_mean(full, known)
            detail = f"{self._instance} has no {full}.{hint} It has: {', '.join(known)}."
            raise RequestInvalidError(detail, errors=[{"pointer": pointer, "detail": detail}])
        if self._source == "surrogate":
            return column.predicted
        name = f"m{len(self._aggregated)}"
        self._aggregated.append(f"{column.measured} AS {name}")
        if self._source == "tabular":
            return f"e.{name}"
        return f"CASE WHEN e.architecture_id IS NULL THEN {column.predicted} ELSE e.{name} END"

    @property
    def is_measured(self) -> str:
        """1 of a measured fitness, 0 of a predicted one."""
        return "0" if self._source == "surrogate" else "(e.architecture_id IS NOT NULL)"

    def statement(self, conditions: list[str], order: str) -> str:
        rows = self._rows("a.architecture_id", conditions)
        return f"{rows} ORDER BY {order} LIMIT :limit OFFSET :offset"

    def values_statement(self, values: Sequence[str], conditions: list[str]) -> str:
        selected = ", ".join(["a.architecture_id", self.is_measured, *values])
        return f"{self._rows(selected, conditions)} ORDER BY a.architecture_id"

    def _rows(self, selected: str, conditions: list[str]) -> str:
        answered = {
            "auto": "(e.architecture_id IS NOT NULL OR p.architecture_id IS NOT NULL)",
            "tabular": "e.architecture_id IS NOT NULL",
            "surrogate": "p.architecture_id IS NOT NULL",
        }[self._source]
        aggregated = ", ".join(["architecture_id", *self._aggregated])
        return (
            f"WITH e AS (SELECT {aggregated} FROM evaluation_rows WHERE epochs = :epochs"
            " GROUP BY architecture_id)"
            f" SELECT {selected} FROM {self._table} a"
            " LEFT JOIN e ON e.architecture_id = a.architecture_id"
            " LEFT JOIN prediction_rows p ON p.epochs = :epochs"
            " AND p.architecture_id = a.architecture_id"
            f" WHERE {' AND '.join([answered, *conditions])}"
        )


def _refused(field: str, detail: str) -> ApiError:
    return RequestInvalidError(detail, errors=[{"pointer": f"/{field}", "detail": detail}])


def _conditions(query: _Query, where: Sequence[str]) -> tuple[list[str], Json]:
    conditions: list[str] = []
    values: Json = {}
    for place, (name, operator, value) in enumerate(conditions_of(where)):
        compared = query.is_measured if name == "source" else query.value(name, f"/where/{place}")
        # NULL compares to nothing, != included.
        conditions.append(f"{compared} {operator} :v{place}")
        values[f"v{place}"] = SOURCES.index(value) == 0 if isinstance(value, str) else value
    return conditions, values


def _order(query: _Query, sort: str) -> str:
    descending = sort.startswith("-")
    value = query.value(sort[1:] if descending else sort, "/sort")
    direction = " DESC" if descending else ""
    if value == "a.architecture_id":
        return value + direction
    # What is missing comes last both ways; ties are in the order of the ids.
    return f"{value} IS NULL, {value}{direction}, a.architecture_id"


def read_cursor(cursor: str | None, mark: str) -> int:
    if cursor is None:
        return 0
    try:
        found, offset = json.loads(base64.urlsafe_b64decode(cursor))
        if found == mark and isinstance(offset, int) and offset >= 0:
            return offset
    except (ValueError, TypeError):
        pass
    raise _refused("cursor", "The cursor is not of this listing; begin without one.")


def page_mark(asked: Any) -> str:
    """What a cursor is bound to: a release and all that decides which rows there are."""
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def write_cursor(mark: str, place: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([mark, place]).encode()).decode()


def list_page(file: InstanceFile, answers: Answers, listing: Json) -> Json:
    """``results`` and ``next``; ``listing`` has where, sort, limit and cursor of the request."""
    epochs, source, _, _, halfway, _ = answers.selection
    limit, sort, where = listing["limit"], listing["sort"], listing["where"]
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= PAGE_MOST:
        raise _refused("limit", f"limit is {limit!r}; it is an integer from 1 to {PAGE_MOST}.")
    _check_predicted(file, source, epochs)
    query = _Query(file, source, halfway)
    conditions, values = _conditions(query, where)
    statement = query.statement(conditions, _order(query, sort))
    mark = page_mark([file.release, statement, values, epochs])
    offset = read_cursor(listing["cursor"], mark)
    page = {"epochs": epochs, "limit": limit + 1, "offset": offset}
    ids = [row[0] for row in file.select(statement, {**values, **page})]
    return {
        "results": [answers.fitness(one, file.hash_of(one)) for one in ids[:limit]],
        "next": write_cursor(mark, offset + limit) if len(ids) > limit else None,
    }


def _check_predicted(file: InstanceFile, source: str, epochs: int) -> None:
    if source == "surrogate" and not file.predicts(epochs):
        raise NotEvaluatedError(
            f"No surrogate predicts {file.instance['id']} at {epochs} epochs; "
            "ask for source tabular or auto."
        )


class Asked(NamedTuple):
    """A measure by its name, and the field of the request that names it."""

    key: str
    pointer: str


def rows_of(
    file: InstanceFile, answers: Answers, where: Sequence[str], asked: Sequence[Asked]
) -> list[Row]:
    """Architecture id, whether it is measured, and the asked values, in the order of the ids."""
    epochs, source, _, _, halfway, _ = answers.selection
    _check_predicted(file, source, epochs)
    query = _Query(file, source, halfway)
    values = [query.value(one.key, one.pointer) for one in asked]
    conditions, bounds = _conditions(query, where)
    statement = query.values_statement(values, conditions)
    return file.select(statement, {**bounds, "epochs": epochs})
