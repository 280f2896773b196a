"""Cells of NASBench-101: checked, pruned, in one labelled form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from .errors import ArchitectureInvalidError

INPUT = "input"
OUTPUT = "output"
OPERATIONS = ("conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3")
VERTICES_MAX = 7
EDGES_MAX = 9

_LABELS = {name: label for label, name in enumerate(OPERATIONS)}


class Cell(NamedTuple):
    """A pruned, valid cell. Isomorphic forms are different cells of one architecture."""

    #: Bit y of entry x is the edge from vertex x to vertex y.
    successors: tuple[int, ...]
    #: Indices of OPERATIONS of the interior vertices, vertex 1 first.
    labels: tuple[int, ...]

    @property
    def vertices(self) -> int:
        return len(self.successors)

    @property
    def edges(self) -> int:
        return sum(bin(bits).count("1") for bits in self.successors)

    @property
    def matrix(self) -> list[list[int]]:
        """Upper-triangular 0/1 matrix."""
        places = range(len(self.successors))
        return [[(bits >> y) & 1 for y in places] for bits in self.successors]

    @property
    def operations(self) -> list[str]:
        return [INPUT, *(OPERATIONS[label] for label in self.labels), OUTPUT]

    @property
    def form(self) -> tuple[int, int]:
        """Place of this form among those of its size in the order of NASBench-101's generator."""
        adjacency = 0
        for x, bits in enumerate(self.successors):
            for y in range(x + 1, len(self.successors)):
                if (bits >> y) & 1:
                    adjacency |= 1 << (x + y * (y - 1) // 2)
        code = 0
        for label in self.labels:
            code = code * 3 + label
        return adjacency, code


class ParsedCell(NamedTuple):
    cell: Cell
    #: Whether vertices on no path from input to output were removed.
    pruned: bool


def _invalid(reason: str, detail: str) -> ArchitectureInvalidError:
    return ArchitectureInvalidError(detail, reason=reason)


def reachable(successors: Sequence[int]) -> int:
    """Bits of the vertices that lie on a path from the first to the last."""
    size = len(successors)
    forward = 1
    for x in range(size):
        if (forward >> x) & 1:
            forward |= successors[x]
    backward = 1 << (size - 1)
    for x in range(size - 2, -1, -1):
        if successors[x] & backward:
            backward |= 1 << x
    return forward & backward


def _successors(rows: Sequence[Any], size: int) -> list[int]:
    successors = []
    for x, row in enumerate(rows):
        if not isinstance(row, (list, tuple)) or len(row) != size:
            length = len(row) if isinstance(row, (list, tuple)) else "no"
            raise _invalid(
                "matrix_not_square",
                f"Row {x} of the matrix has {length} entries; "
                f"{size} rows need {size} entries each.",
            )
        bits = 0
        for y, value in enumerate(row):
            if value == 0:
                continue
            if value != 1:
                raise _invalid(
                    "matrix_not_binary",
                    f"Entry [{x}][{y}] of the matrix is {value}; only 0 and 1 are edges.",
                )
            if x >= y:
                raise _invalid(
                    "not_upper_triangular",
                    f"Entry [{x}][{y}] is 1, but edges go from a lower to a higher vertex "
                    "(upper triangle).",
                )
            bits |= 1 << y
        successors.append(bits)
    return successors


def _check_operations(operations: Sequence[str], size: int) -> None:
    if len(operations) != size:
        raise _invalid(
            "wrong_lengths",
            f"The matrix has {size} rows and there are {len(operations)} operations; "
            "give one operation a vertex.",
        )
    if size < 2:
        raise _invalid(
            "too_few_vertices",
            f"The cell has {size} vertices; the least is 2, input and output.",
        )
    if operations[0] != INPUT or operations[-1] != OUTPUT:
        raise _invalid(
            "unknown_operation",
            'The first operation is "input" and the last "output"; '
            f"found {json.dumps(operations[0])} and {json.dumps(operations[-1])}.",
        )
    for vertex in range(1, size - 1):
        if operations[vertex] not in _LABELS:
            raise _invalid(
                "unknown_operation",
                f"Operation {vertex} is {json.dumps(operations[vertex])}; "
                f"known are {', '.join(OPERATIONS)}.",
            )


def compact(successors: Sequence[int], kept: Sequence[int]) -> tuple[int, ...]:
    """The edges among the kept vertices, renumbered."""
    rows = []
    for x in kept:
        bits = 0
        for place, y in enumerate(kept):
            bits |= ((successors[x] >> y) & 1) << place
        rows.append(bits)
    return tuple(rows)


def parse_cell(matrix: Sequence[Sequence[int]], operations: Sequence[str]) -> ParsedCell:
    """Prunes and checks a cell in NASBench-101's own form.

    ``matrix`` is upper triangular, of 0 and 1; ``operations`` has one name a vertex, ``input``
    first and ``output`` last. Raises ``ArchitectureInvalidError`` with its reason.
    """
    size = len(matrix)
    _check_operations(operations, size)
    successors = _successors(matrix, size)
    bits = reachable(successors)
    if not bits & 1:
        raise _invalid("disconnected", "No path leads from input to output.")
    kept = [vertex for vertex in range(size) if (bits >> vertex) & 1]
    if len(kept) > VERTICES_MAX:
        raise _invalid(
            "too_many_vertices",
            f"The cell has {len(kept)} vertices after pruning; NASBench-101 allows {VERTICES_MAX}.",
        )
    labels = tuple(_LABELS[operations[vertex]] for vertex in kept[1:-1])
    pruned = len(kept) < size
    cell = Cell(compact(successors, kept) if pruned else tuple(successors), labels)
    if cell.edges > EDGES_MAX:
        raise _invalid(
            "too_many_edges",
            f"The cell has {cell.edges} edges after pruning; NASBench-101 allows {EDGES_MAX}.",
        )
    return ParsedCell(cell, pruned)
