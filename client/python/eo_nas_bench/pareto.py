"""The Pareto front of a release file, exactly."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, Protocol

from .answers import Answers
from .condition import full_key
from .errors import RequestInvalidError
from .instance_file import InstanceFile
from .listing import Asked, rows_of

Json = dict[str, Any]
Costs = Sequence[float]

_OBJECTIVES = (2, 4)
_LIMIT_MOST = 10_000


class _Seen(Protocol):
    # Of points in lexicographic order: all but the first cost decide.
    def dominates(self, costs: Costs) -> bool: ...

    def add(self, costs: Costs) -> None: ...


class _Staircase:
    """Steps with x ascending and y descending: the last step up to an x has the least y."""

    def __init__(self) -> None:
        self._xs: list[float] = []
        self._ys: list[float] = []

    def dominates(self, costs: Costs) -> bool:
        steps = bisect_right(self._xs, costs[0])
        return steps > 0 and self._ys[steps - 1] <= costs[1]

    def add(self, costs: Costs) -> None:
        if self.dominates(costs):
            return
        first = last = bisect_left(self._xs, costs[0])
        while last < len(self._ys) and self._ys[last] >= costs[1]:
            last += 1
        self._xs[first:last] = [costs[0]]
        self._ys[first:last] = [costs[1]]


class _RankedStaircases:
    """Three costs: a Fenwick tree over the ranks of the first, a staircase at each node."""

    def __init__(self, firsts: Sequence[float]) -> None:
        self._ranked = sorted(set(firsts))
        self._nodes: dict[int, _Staircase] = {}

    def _rank(self, costs: Costs) -> int:
        return bisect_left(self._ranked, costs[0]) + 1

    def dominates(self, costs: Costs) -> bool:
        node = self._rank(costs)
        while node > 0:
            steps = self._nodes.get(node)
            if steps is not None and steps.dominates(costs[1:]):
                return True
            node -= node & -node
        return False

    def add(self, costs: Costs) -> None:
        node = self._rank(costs)
        while node <= len(self._ranked):
            self._nodes.setdefault(node, _Staircase()).add(costs[1:])
            node += node & -node


class _OfOne:
    # One cost left is a staircase of which the second never differs.
    def __init__(self) -> None:
        self._steps = _Staircase()

    def dominates(self, costs: Costs) -> bool:
        return self._steps.dominates((costs[0], 0.0))

    def add(self, costs: Costs) -> None:
        self._steps.add((costs[0], 0.0))


def front_of(points: Sequence[tuple[float, ...]]) -> list[int]:
    """Places of the points that no other dominates, in lexicographic order.

    ``points`` have two to four costs, smaller is better. In lexicographic order only an earlier
    point can dominate a later one (Kung, Luccio and Preparata 1975). Equal points are all kept, or
    none.
    """
    order = sorted(range(len(points)), key=points.__getitem__)
    objectives = len(points[0]) if points else 2
    seen: _Seen
    if objectives == 2:
        seen = _OfOne()
    elif objectives == 3:
        seen = _Staircase()
    else:
        seen = _RankedStaircases([point[1] for point in points])
    front: list[int] = []
    before: tuple[float, ...] | None = None
    kept = False
    for place in order:
        point = points[place]
        if point != before:
            kept = not seen.dominates(point[1:])
            if kept:
                seen.add(point[1:])
            before = point
        if kept:
            front.append(place)
    return front


def _invalid(detail: str, *pointers: str) -> RequestInvalidError:
    errors = [{"pointer": pointer, "detail": detail} for pointer in pointers]
    return RequestInvalidError(detail, errors=errors)


def objectives_of(asked: Json) -> list[tuple[str, str]]:
    """Full name and direction of each objective; raises ``RequestInvalidError``."""
    named = [(full_key(name), way) for way in ("minimize", "maximize") for name in asked[way]]
    least, most = _OBJECTIVES
    if not least <= len(named) <= most:
        raise _invalid(
            f"There are {len(named)} objectives; name {least} to {most} in minimize and maximize "
            "together.",
            "/minimize",
            "/maximize",
        )
    if len({name for name, _ in named}) < len(named):
        detail = "The same measure is named twice; name each once."
        raise _invalid(detail, "/minimize", "/maximize")
    return named


def pareto_front(file: InstanceFile, answers: Answers, asked: Json) -> Json:
    """``objectives``, ``compared``, ``size`` and ``results``; ``asked`` as in the request."""
    limit = asked["limit"]
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= _LIMIT_MOST:
        raise _invalid(f"limit is {limit!r}; it is an integer from 1 to {_LIMIT_MOST}.", "/limit")
    named = objectives_of(asked)
    columns = [Asked(name, f"/{way}") for name, way in named]
    rows = [row for row in rows_of(file, answers, asked["where"], columns) if None not in row]
    signs = [1.0 if way == "minimize" else -1.0 for _, way in named]
    points = [tuple([sign * value for sign, value in zip(signs, row[2:])]) for row in rows]
    front = front_of(points)
    ids = [rows[place][0] for place in front[:limit]]
    return {
        "objectives": [{"name": name, "direction": way} for name, way in named],
        "compared": len(rows),
        "size": len(front),
        "results": [answers.fitness(one, file.hash_of(one)) for one in ids],
    }
