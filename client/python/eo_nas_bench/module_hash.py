"""NASBench-101's module hash and the representative of an architecture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import md5

from .cell import Cell

_CACHED = 1 << 17


def _digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


@lru_cache(maxsize=4096)
def _first_colour(out_degree: int, in_degree: int, label: int) -> str:
    return _digest(f"({out_degree}, {in_degree}, {label})")


def graph_hash(successors: Sequence[int], labels: Sequence[int]) -> str:
    """Digest of a labelled graph (Ying et al. 2019): equal for isomorphic ones.

    Each vertex starts from the MD5 of its "(out-degree, in-degree, label)" and is replaced, as
    often as there are vertices, by the MD5 of its sorted in-neighbours, its sorted out-neighbours
    and itself; the graph's hash is the MD5 of the sorted list of its vertices.
    """
    size = len(successors)
    places = range(size)
    after = [[y for y in places if (successors[x] >> y) & 1] for x in places]
    before = [[x for x in places if (successors[x] >> y) & 1] for y in places]
    now = [_first_colour(len(after[v]), len(before[v]), labels[v]) for v in places]
    for _ in places:
        now = [
            md5(
                (
                    "".join(sorted([now[w] for w in before[v]]))
                    + "|"
                    + "".join(sorted([now[w] for w in after[v]]))
                    + "|"
                    + now[v]
                ).encode(),
                usedforsecurity=False,
            ).hexdigest()
            for v in places
        ]
    return _digest(str(sorted(now)))


@lru_cache(maxsize=_CACHED)
def module_hash(cell: Cell) -> str:
    """NASBench-101's module hash, 32 hexadecimal digits, the same for every isomorphic form."""
    return graph_hash(cell.successors, (-1, *cell.labels, -2))


def _orders(cell: Cell) -> Iterator[list[int]]:
    # The orders of the vertices in which every edge still leads from a lower to a higher one.
    size = cell.vertices

    def extend(order: list[int], placed: int) -> Iterator[list[int]]:
        if len(order) == size - 1:
            yield [*order, size - 1]
            return
        for vertex in range(1, size - 1):
            bit = 1 << vertex
            waiting = any(
                cell.successors[x] & bit and not (placed >> x) & 1 for x in range(1, vertex)
            )
            if not placed & bit and not waiting:
                yield from extend([*order, vertex], placed | bit)

    return extend([0], 1)


def reordered(cell: Cell, order: Sequence[int]) -> Cell:
    """The form in which the vertex at each new place is the one that ``order`` names."""
    rows = []
    for x in order:
        bits = 0
        for place, y in enumerate(order):
            bits |= ((cell.successors[x] >> y) & 1) << place
        rows.append(bits)
    return Cell(tuple(rows), tuple(cell.labels[vertex - 1] for vertex in order[1:-1]))


@lru_cache(maxsize=_CACHED)
def representative(cell: Cell) -> Cell:
    """The isomorphic form that NASBench-101's generator meets first."""

    def place(form: Cell) -> tuple[int, int]:
        return form.form

    return min((reordered(cell, order) for order in _orders(cell)), key=place)
