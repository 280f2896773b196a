"""Neighbours in the expanded encoding, as the landscape papers define them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..cell import INPUT, OUTPUT
from .encodings import BLOCK_SIZE, BLOCKS, EXPANDED, expanded

if TYPE_CHECKING:
    from ..client import Client

Edge = tuple[int, int]


def hamming_neighbours(client: Client, architecture: Any) -> list[str]:
    """Module hashes of the architectures whose 289 bits differ in one, ascending.

    The bits are those of the representatives (Traoré, Camero and Zhu 2021).
    """
    one = client.get_architecture(architecture)
    own = _edges(one)
    vertices = sorted({vertex for edge in own for vertex in edge})
    flipped = [
        own ^ {(x, y)}
        for x in vertices
        for y in vertices
        if x != y and x != EXPANDED - 1 and y != 0
    ]
    wanted = [(edges, cell) for edges in flipped if (cell := _cell(edges, vertices)) is not None]
    found = client.resolve_architectures([cell for _, cell in wanted])["results"]
    return sorted(
        {
            other["hash"]
            for (edges, _), other in zip(wanted, found)
            if "hash" in other and _edges(other) == edges
        }
    )


def _edges(one: Any) -> frozenset[Edge]:
    bits = expanded(one["matrix"], one["operations"])
    return frozenset(divmod(place, EXPANDED) for place, bit in enumerate(bits) if bit)


def _operation(vertex: int) -> str:
    if vertex in (0, EXPANDED - 1):
        return OUTPUT if vertex else INPUT
    return BLOCKS[(vertex - 1) // BLOCK_SIZE]


def _cell(edges: frozenset[Edge], vertices: Iterable[int]) -> dict[str, Any] | None:
    """A cell with these edges, None where they have a cycle."""
    waiting = set(vertices)
    order: list[int] = []
    while waiting:
        ready = [v for v in sorted(waiting) if not any(y == v and x in waiting for x, y in edges)]
        if not ready:
            return None
        # The output comes last, also where nothing leads to it any more.
        order.append(ready[0])
        waiting.remove(ready[0])
    order = [0, *(v for v in order if v not in (0, EXPANDED - 1)), EXPANDED - 1]
    matrix = [[int((x, y) in edges) for y in order] for x in order]
    return {"matrix": matrix, "operations": list(map(_operation, order))}
