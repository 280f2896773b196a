"""All rows of a plan, from any number of folders and files, each training once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .errors import EvaluateError
from .plan import Key, Plan
from .rows import Row, key_of, read_rows, row_files, row_line

_MEASURED_QUIETLY = ("trainingSeconds", "latencyMs", "energyKwh")

Machines = dict[str, dict[str, Any]]


def merge_rows(plan: Plan, paths: Iterable[Path]) -> dict[Key, Row]:
    """Rows in the plan's order. Of one training the first row counts.

    Times and energy that it lacks are taken from a later row of the same training, with the machine
    that measured them as ``timedOn``: the quiet pass over a sample.
    """
    files = [file for path in paths for file in row_files(path)]
    found: dict[Key, Row] = {}
    for row in read_rows(files, plan.protocol.id()):
        first = found.setdefault(key_of(row), row)
        if first is not row and "trainingSeconds" in row and "trainingSeconds" not in first:
            first.update({name: row[name] for name in _MEASURED_QUIETLY if name in row})
            first["timedOn"] = row["machine"]
    ordered = {key: found.pop(key) for key in plan.trainings() if key in found}
    if found:
        key = next(iter(found))
        raise EvaluateError(
            f"The plan has no training of {key.hash} for {key.epochs} epochs, run {key.run}, but "
            "there is a row of it. Collect with the plan that the rows were trained by."
        )
    return ordered


def read_machines(paths: Iterable[Path]) -> Machines:
    """Descriptions by id, of run folders and of folders of kept rows."""
    found: Machines = {}
    for path in paths:
        folder = path if path.is_dir() else path.parent
        try:
            for file in folder.glob("machines/*.json"):
                if not file.name.startswith("draft-"):
                    found[file.stem] = json.loads(file.read_text())
            kept = folder / "machines.json"
            if kept.exists():
                found.update(json.loads(kept.read_text()))
        except (OSError, ValueError) as error:
            raise EvaluateError(f"The machines of {folder} cannot be read: {error}") from error
    return found


def check_kept(folder: Path, plan: Plan, rows: Mapping[Key, Row]) -> None:
    """Raises EvaluateError where ``keep_rows`` would drop rows or times that lie in ``folder``."""
    path = folder / "rows.jsonl"
    if not path.exists():
        return
    lost = 0
    for kept in read_rows([path], plan.protocol.id()):
        row = rows.get(key_of(kept), {})
        lost += not row or ("trainingSeconds" in kept and "trainingSeconds" not in row)
    if lost:
        raise EvaluateError(
            f"{path} has {lost:,} rows or times of rows that were not collected now, and --keep "
            f"would drop them. Collect from {folder} too, or give --keep another folder."
        )


def keep_rows(folder: Path, rows: Iterable[Row], machines: Machines) -> None:
    """Writes ``rows.jsonl`` and ``machines.json``, each replaced whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / "rows.jsonl", b"".join(map(row_line, rows)))
    text = json.dumps(dict(sorted(machines.items())), indent=1) + "\n"
    _replace(folder / "machines.json", text.encode())


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    draft.replace(path)
