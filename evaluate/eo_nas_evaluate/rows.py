"""One JSON line a run, in files to which only one process each appends."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import EvaluateError
from .plan import Key

if TYPE_CHECKING:
    from .training import Evaluation

Row = dict[str, Any]


def key_of(row: Row) -> Key:
    return Key(row["hash"], row["epochs"], row["run"])


def evaluations_field(evaluations: Mapping[str, Evaluation]) -> dict[str, Any]:
    """By split: images classified correctly a class, predictions a class, and the mean loss.

    With the images a class, which the plan holds, OA, AA, kappa and recalls follow exactly. The
    loss has 6 decimals and is None where it overflowed.
    """
    return {
        name: [
            list(each.counts.correct),
            list(each.counts.predicted),
            round(each.loss, 6) if math.isfinite(each.loss) else None,
        ]
        for name, each in evaluations.items()
    }


def row_line(row: Row) -> bytes:
    return (json.dumps(row, separators=(",", ":"), allow_nan=False) + "\n").encode()


def append_line(path: Path, line: bytes) -> None:
    """Appends and waits for the disk, so that a kill afterwards loses nothing."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        written = os.write(descriptor, line)
        if written != len(line):
            raise OSError(f"Only {written} of {len(line)} bytes fitted into {path}.")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def parse_lines(content: bytes, where: str) -> Iterator[Row]:
    """Rows of whole lines. A line that is cut off or no JSON is left by a kill and passed over."""
    for line in content.split(b"\n"):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if not isinstance(row, dict) or not {"hash", "epochs", "run", "protocol"} <= row.keys():
            raise EvaluateError(f"{where}: a line is no row of a run: {line[:80]!r}")
        yield row


def read_rows(paths: Iterable[Path], protocol_id: str) -> Iterator[Row]:
    """Raises EvaluateError for a row of another protocol, since they cannot be compared."""
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise EvaluateError(f"{path} cannot be read: {error.strerror}") from error
        for row in parse_lines(content, str(path)):
            if row["protocol"] != protocol_id:
                raise EvaluateError(
                    f"{path} holds a run of protocol {row['protocol']}; "
                    f"the plan's protocol is {protocol_id}."
                )
            yield row


def row_files(path: Path) -> list[Path]:
    """The row files of a run folder or of a folder of kept rows; a file stands for itself."""
    if not path.is_dir():
        return [path]
    files = sorted([*path.glob("*.jsonl"), *path.glob("rows/*.jsonl")])
    if not files:
        raise EvaluateError(f"{path} holds no rows: there is no .jsonl file in it or in its rows/.")
    return files


@dataclass
class RowFolder:
    """The row files of all workers on one folder; reads only what is new since the last look."""

    folder: Path
    protocol_id: str
    _read: dict[str, int] = field(default_factory=dict)

    def new_rows(self) -> Iterator[Row]:
        for path in sorted(self.folder.glob("*.jsonl")):
            start = self._read.get(path.name, 0)
            with path.open("rb") as file:
                file.seek(start)
                content = file.read()
            whole = content[: content.rfind(b"\n") + 1]
            self._read[path.name] = start + len(whole)
            for row in parse_lines(whole, str(path)):
                if row["protocol"] != self.protocol_id:
                    raise EvaluateError(
                        f"{path} holds runs of protocol {row['protocol']}, the plan's is "
                        f"{self.protocol_id}. Give each protocol a run folder of its own."
                    )
                yield row
