"""The evaluations of one search, in order: JSONL that anyone can replay."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import EoNasBenchError
from .outcome import Outcome, outcome_of

#: Of the JSONL form.
FORMAT = 1


class TrajectoryError(EoNasBenchError):
    """A file is no trajectory, or is of another format."""


@dataclass
class Trajectory:
    """A header that names the problem, and one outcome a proposal."""

    header: dict[str, Any]
    outcomes: list[Outcome]

    def lines(self) -> Iterator[dict[str, Any]]:
        """The header, then one object an outcome."""
        yield self.header
        for outcome in self.outcomes:
            yield outcome.to_json()

    def write(self, path: str | os.PathLike[str]) -> None:
        """Writes JSONL, one object a line."""
        text = "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in self.lines())
        Path(path).write_text(text, encoding="utf-8")

    def rows(self) -> list[dict[str, Any]]:
        """Flat rows with a column an objective, which ``to_dataframe`` takes."""
        names = [one["name"] for one in self.header["objectives"]]
        rows = []
        charged = epochs = 0
        for place, outcome in enumerate(self.outcomes):
            charged += outcome.charged
            was_trained = outcome.status in ("trained", "repeated")
            epochs += outcome.epochs if outcome.charged and was_trained else 0
            line = outcome.to_json()
            values = dict(zip(names, line.pop("values")))
            line.pop("invalid", None)
            rows.append(
                {"place": place, **line, **values, "evaluations": charged, "epochsSpent": epochs}
            )
        return rows


def read_trajectory(path: str | os.PathLike[str]) -> Trajectory:
    """Raises ``TrajectoryError`` where the file is no trajectory of this format."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        header, *lines = map(json.loads, text.splitlines())
        if header["format"] != FORMAT:
            raise TrajectoryError(
                f"{path} is a trajectory of format {header['format']}; this version reads {FORMAT}."
            )
        return Trajectory(header, list(map(outcome_of, lines)))
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise TrajectoryError(f"{path} is no trajectory: {error}.") from error
