"""What one proposal of a search gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

#: ``unevaluated``: the source has no value of this architecture.
Status = Literal["trained", "repeated", "invalid", "unevaluated"]


@dataclass(frozen=True)
class Outcome:
    """One line of a trajectory."""

    #: Module hash, None of an invalid cell.
    hash: str | None
    status: Status
    #: Whether it took of the budget.
    charged: bool
    #: Training budget that it was asked for at.
    epochs: int
    #: One value an objective, in the unit of its measure; None where there is none.
    values: tuple[float | None, ...]
    #: ``tabular`` or ``surrogate``; None without a value.
    source: str | None
    #: Graph edits from a prediction to the nearest measured cell; None where it was measured.
    nearest_measured: int | None
    #: The run: ``mean`` without noise, else its number or ``random``.
    run: int | str
    #: Seed of the noise, None without noise.
    seed: int | None
    #: Simulated seconds since the start, None where the training time is not known.
    started_s: float | None
    finished_s: float | None
    #: Of an invalid cell, which has no hash: its matrix and operations, and why.
    invalid: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """One line of the JSONL form."""
        line: dict[str, Any] = {
            "hash": self.hash,
            "status": self.status,
            "charged": self.charged,
            "epochs": self.epochs,
            "values": list(self.values),
            "source": self.source,
            "nearestMeasured": self.nearest_measured,
            "run": self.run,
            "seed": self.seed,
            "startedS": self.started_s,
            "finishedS": self.finished_s,
        }
        return line if self.invalid is None else {**line, "invalid": self.invalid}


def outcome_of(line: dict[str, Any]) -> Outcome:
    """Reads one line of the JSONL form."""
    return Outcome(
        hash=line["hash"],
        status=line["status"],
        charged=line["charged"],
        epochs=line["epochs"],
        values=tuple(line["values"]),
        source=line["source"],
        nearest_measured=line["nearestMeasured"],
        run=line["run"],
        seed=line["seed"],
        started_s=line["startedS"],
        finished_s=line["finishedS"],
        invalid=line.get("invalid"),
    )
