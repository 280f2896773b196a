"""What a search may spend, and what it has spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import EoNasBenchError

#: Proposals in a row that cost nothing, after which a search is taken to have stalled.
STALLED_AFTER = 10_000


class BudgetSpentError(EoNasBenchError):
    """The budget does not suffice for another evaluation."""


@dataclass(frozen=True)
class Budget:
    """Evaluations, epochs, or simulated seconds on some workers; exactly one of the three."""

    evaluations: int | None = None
    epochs: int | None = None
    seconds: float | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        given = [one for one in (self.evaluations, self.epochs, self.seconds) if one is not None]
        if len(given) != 1 or not given[0] > 0:
            raise ValueError("Give a budget above 0 in evaluations, in epochs or in seconds.")
        if self.workers < 1:
            raise ValueError(f"workers is {self.workers}; it is an integer from 1.")

    def to_json(self) -> dict[str, Any]:
        """The part of the header of a trajectory."""
        return {
            "evaluations": self.evaluations,
            "epochs": self.epochs,
            "seconds": self.seconds,
            "workers": self.workers,
        }


class Spending:
    """Counts what a search spends; trainings go to the worker that is free first."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._free_at = [0.0] * budget.workers
        self._without_charge = 0
        self.charged = self.trained = self.repeated = self.invalid = self.unevaluated = 0
        self.epochs = 0
        self.training_time_s = 0.0

    @property
    def wall_clock_s(self) -> float:
        """Simulated seconds until the last training ends."""
        return max(self._free_at)

    @property
    def is_stalled(self) -> bool:
        """Whether the search only proposes what costs nothing."""
        return self._without_charge >= STALLED_AFTER

    @property
    def is_spent(self) -> bool:
        """Whether nothing can be evaluated any more."""
        budget = self._budget
        return (
            self.is_stalled
            or (budget.evaluations is not None and self.charged >= budget.evaluations)
            or (budget.epochs is not None and self.epochs >= budget.epochs)
            or (budget.seconds is not None and min(self._free_at) >= budget.seconds)
        )

    def check(self, epochs: int) -> None:
        """Raises ``BudgetSpentError`` where a training of so many epochs cannot be paid."""
        most = self._budget.epochs
        if self.is_stalled:
            raise BudgetSpentError(f"{STALLED_AFTER} proposals in a row cost nothing.")
        if self.is_spent or (most is not None and self.epochs + epochs > most):
            raise BudgetSpentError("The budget is spent.")

    def train(self, epochs: int, seconds: float | None) -> tuple[float | None, float | None]:
        """Charges a training; gives when it starts and ends."""
        self._without_charge = 0
        self.charged += 1
        self.epochs += epochs
        if seconds is None:
            return None, None
        self.training_time_s += seconds
        started = min(self._free_at)
        self._free_at[self._free_at.index(started)] = started + seconds
        return started, started + seconds

    def propose_free(self) -> None:
        """A proposal that costs nothing."""
        self._without_charge += 1

    def to_json(self) -> dict[str, Any]:
        """All counters."""
        return {
            "charged": self.charged,
            "trained": self.trained,
            "repeated": self.repeated,
            "invalid": self.invalid,
            "unevaluated": self.unevaluated,
            "epochs": self.epochs,
            "trainingTimeS": self.training_time_s,
            "wallClockS": self.wall_clock_s,
        }
