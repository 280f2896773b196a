"""A cell taken apart once for all features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..cell import Cell

Lists = Sequence[Sequence[int]]


class Ends(NamedTuple):
    """Of each vertex: longest and shortest way from one end of the cell, and number of ways."""

    longest: list[int]
    shortest: list[int]
    ways: list[int]


class CellGraph:
    """Edges, operations, widths and paths of a cell."""

    def __init__(self, cell: Cell) -> None:
        self.vertices = cell.vertices
        self.edges = cell.edges
        self.last = cell.vertices - 1
        every = range(cell.vertices)
        #: Vertices with an edge from, and to, each vertex.
        self.following = [[y for y in every if cell.successors[x] >> y & 1] for x in every]
        self.before = [[x for x in every if y in self.following[x]] for y in every]
        #: Place in OPERATIONS; -1 of input and output.
        self.labels = [-1, *cell.labels, -1]
        self.interior = list(every[1:-1])
        self.by_operation = [
            [v for v in self.interior if self.labels[v] == operation] for operation in range(3)
        ]
        #: Interior vertices with an edge into the output.
        self.outputs = [v for v in self.before[self.last] if v > 0]
        #: Share of the module's output channels that each vertex has, without rounding.
        self.widths = _widths(self.following, self.outputs)
        #: How many vertices of each operation are on each path from input to output.
        self.used = [
            [sum(self.labels[v] == operation for v in path) for operation in range(3)]
            for path in _ways(self.following, 0)
        ]
        self.from_input = _ends(self.before, every)
        self.to_output = _ends(self.following, every[::-1])
        #: Share of the paths that leads through each vertex.
        self.through = [
            self.from_input.ways[v] * self.to_output.ways[v] / len(self.used) for v in every
        ]


def _widths(following: Lists, outputs: Sequence[int]) -> list[float]:
    last = len(following) - 1
    widths = [0.0] * (last + 1)
    widths[0] = widths[last] = 1.0
    for v in range(last - 1, 0, -1):
        if v in outputs:
            widths[v] = 1 / len(outputs)
        else:
            widths[v] = max([0.0, *(widths[target] for target in following[v])])
    return widths


def _ways(following: Lists, vertex: int) -> Iterator[list[int]]:
    for target in following[vertex]:
        if target == len(following) - 1:
            yield []
        else:
            for rest in _ways(following, target):
                yield [target, *rest]


def _ends(before: Lists, order: Sequence[int]) -> Ends:
    count = len(order)
    ends = Ends([0] * count, [0] * count, [0] * count)
    ends.ways[order[0]] = 1
    for v in order[1:]:
        sources = before[v]
        ends.longest[v] = max([0, *(ends.longest[u] for u in sources)]) + 1
        ends.shortest[v] = min(ends.shortest[u] for u in sources) + 1
        ends.ways[v] = sum(ends.ways[u] for u in sources)
    return ends
