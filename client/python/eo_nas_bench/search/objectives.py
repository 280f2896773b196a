"""The objectives of a problem."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..condition import full_key

_MOST = 4
_COMPLEXITY = ("trainableParameters", "macs")


@dataclass(frozen=True)
class SearchObjective:
    """A measure and which way it is better."""

    name: str
    maximize: bool

    @property
    def zero(self) -> float | None:
        """What an invalid cell scores: 0 where more is better, else nothing."""
        return 0.0 if self.maximize else None

    def cost(self, value: float | None) -> float:
        """Smaller is better; infinite without a value."""
        if value is None:
            return math.inf
        return 0.0 - value if self.maximize else float(value)

    def to_json(self) -> dict[str, str]:
        """The part of the header of a trajectory."""
        return {"name": self.name, "direction": "maximize" if self.maximize else "minimize"}


def _directions(instance: Mapping[str, Any]) -> dict[str, bool]:
    directions = dict.fromkeys(_COMPLEXITY, False)
    for metric in instance["metrics"]:
        name, maximize = metric["name"], metric["direction"] == "maximize"
        for split in metric["splits"] or [None]:
            key = name if split is None else f"{split}{name[0].upper()}{name[1:]}"
            directions[key] = maximize
    return directions


def objectives_of(instance: Mapping[str, Any], names: Sequence[str]) -> list[SearchObjective]:
    """Raises ``ValueError`` where the instance has no such measure, or one is named twice."""
    known = _directions(instance)
    full = [full_key(name) for name in names]
    for name in full:
        if name not in known:
            raise ValueError(f"{instance['id']} has no {name}; it has: {', '.join(known)}.")
    if not 1 <= len(full) <= _MOST or len(set(full)) < len(full):
        raise ValueError(f"There are {len(full)} objectives; name 1 to {_MOST}, each once.")
    return [SearchObjective(name, known[name]) for name in full]
