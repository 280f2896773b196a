"""The objectives of a problem."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Union

from ..cell import Cell
from ..complexity import complexity
from ..condition import full_key

_MOST = 4
_COMPLEXITY = ("trainableParameters", "macs")


class ComplexityWeighted(NamedTuple):
    """An accuracy less the cost of the network: accuracy - weight * MACs / most MACs.

    The most MACs are those of the most expensive architecture of the space.
    """

    measure: str
    weight: float


#: A measure, or an accuracy with the cost of the network.
Wanted = Union[str, ComplexityWeighted]

# Five convolutions in a chain, and as many edges from the input as nine edges allow.
_MOST_EXPENSIVE = Cell((0b11110, 0b100, 0b1000, 0b10000, 0b100000, 0b1000000, 0), (0,) * 5)


def most_macs(instance: Mapping[str, Any]) -> int:
    """MACs of the most expensive architecture with the input and classes of an instance."""
    return complexity(_MOST_EXPENSIVE, {**instance["input"], "classes": instance["classes"]})[
        "macs"
    ]


@dataclass(frozen=True)
class SearchObjective:
    """A measure and which way it is better."""

    name: str
    maximize: bool
    #: Of the MACs, 0 where the measure alone counts.
    macs_weight: float = 0.0
    #: MACs that count as 1.
    macs_most: int = 1

    def value(self, measures: Mapping[str, float | None]) -> float | None:
        """Of one answer, None where it lacks the measure."""
        own, macs = measures.get(self.name), measures["macs"]
        if self.macs_weight == 0 or own is None or macs is None:
            return own
        return own - self.macs_weight * (macs / self.macs_most)

    @property
    def zero(self) -> float | None:
        """What an invalid cell scores: 0 where more is better, else nothing."""
        return 0.0 if self.maximize else None

    def cost(self, value: float | None) -> float:
        """Smaller is better; infinite without a value."""
        if value is None:
            return math.inf
        return 0.0 - value if self.maximize else float(value)

    def to_json(self) -> dict[str, Any]:
        """The part of the header of a trajectory."""
        about = {"name": self.name, "direction": "maximize" if self.maximize else "minimize"}
        return {**about, "macsWeight": self.macs_weight} if self.macs_weight else about

    @staticmethod
    def wanted(header: Mapping[str, Any]) -> Wanted:
        """What ``to_json`` was made of."""
        weight = header.get("macsWeight")
        return header["name"] if weight is None else ComplexityWeighted(header["name"], weight)


def _directions(instance: Mapping[str, Any]) -> dict[str, bool]:
    directions = dict.fromkeys(_COMPLEXITY, False)
    for metric in instance["metrics"]:
        name, maximize = metric["name"], metric["direction"] == "maximize"
        for split in metric["splits"] or [None]:
            key = name if split is None else f"{split}{name[0].upper()}{name[1:]}"
            directions[key] = maximize
    return directions


def objectives_of(instance: Mapping[str, Any], wanted: Sequence[Wanted]) -> list[SearchObjective]:
    """Raises ``ValueError`` where the instance has no such measure, or one is named twice."""
    known = _directions(instance)
    full = [full_key(one if isinstance(one, str) else one.measure) for one in wanted]
    for name in full:
        if name not in known:
            raise ValueError(f"{instance['id']} has no {name}; it has: {', '.join(known)}.")
    if not 1 <= len(full) <= _MOST or len(set(full)) < len(full):
        raise ValueError(f"There are {len(full)} objectives; name 1 to {_MOST}, each once.")
    return [_objective(instance, name, known[name], one) for name, one in zip(full, wanted)]


def _objective(
    instance: Mapping[str, Any], name: str, maximize: bool, wanted: Wanted
) -> SearchObjective:
    if isinstance(wanted, str):
        return SearchObjective(name, maximize)
    if not maximize or not wanted.weight > 0:
        raise ValueError(
            f"The weight of {name} is {wanted.weight}; give a number above 0, and a measure of "
            "which more is better."
        )
    return SearchObjective(name, maximize, wanted.weight, most_macs(instance))
