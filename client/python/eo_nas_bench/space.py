"""Samples and neighbours, the same as the service's."""

from __future__ import annotations

from collections.abc import Iterator

from .cell import OPERATIONS, VERTICES_MAX, Cell, parse_cell
from .errors import ArchitectureInvalidError
from .module_hash import module_hash
from .random_source import RandomSource

#: Architectures of NASBench-101.
ARCHITECTURE_COUNT = 423_624

_EDGES = VERTICES_MAX * (VERTICES_MAX - 1) // 2
_INTERIOR = VERTICES_MAX - 2


def sample_uniform(count: int, seed: int) -> list[int]:
    """Distinct architecture ids, each set of that size equally likely."""
    random = RandomSource(seed)
    moved: dict[int, int] = {}
    ids = []
    for at in range(count):
        chosen = at + random.below(ARCHITECTURE_COUNT - at)
        ids.append(moved.get(chosen, chosen))
        moved[chosen] = moved.get(at, at)
    return ids


def sample_latin_hypercube(count: int, seed: int) -> list[str]:
    """Distinct module hashes by Latin hypercube sampling over 21 edges and 5 operations."""
    random = RandomSource(seed)
    points = max(count, 16)

    def shuffled() -> list[int]:
        order = list(range(points))
        random.shuffle(order)
        return order

    found: dict[str, None] = {}
    while len(found) < count:
        strata = [shuffled() for _ in range(_EDGES + _INTERIOR)]
        for point in range(points):
            if len(found) == count:
                break
            edges = [strata[at][point] * 2 // points for at in range(_EDGES)]
            labels = [strata[_EDGES + at][point] * 3 // points for at in range(_INTERIOR)]
            matrix = [
                [edges[x + y * (y - 1) // 2] if x < y else 0 for y in range(VERTICES_MAX)]
                for x in range(VERTICES_MAX)
            ]
            operations = ["input", *(OPERATIONS[label] for label in labels), "output"]
            try:
                found[module_hash(parse_cell(matrix, operations).cell)] = None
            except ArchitectureInvalidError:
                continue
    return list(found)


def _edits(cell: Cell) -> Iterator[Cell]:
    for x in range(cell.vertices):
        for y in range(x + 1, cell.vertices):
            rows = list(cell.successors)
            rows[x] ^= 1 << y
            yield Cell(tuple(rows), cell.labels)
    yield from _backward_edges(cell)
    for at, label in enumerate(cell.labels):
        for other in range(len(OPERATIONS)):
            if other != label:
                yield Cell(cell.successors, (*cell.labels[:at], other, *cell.labels[at + 1 :]))


def _backward_edges(cell: Cell) -> Iterator[Cell]:
    # An edge from a higher vertex y to a lower x, wherever no path leads from x to y: this form
    # only happens to have x first, and the edge is added to one that has y first.
    last = cell.vertices - 1
    for y in range(2, last):
        before = {y}
        for x in range(y - 1, -1, -1):
            if any((cell.successors[x] >> vertex) & 1 for vertex in before):
                before.add(x)
        order = sorted(range(cell.vertices), key=lambda vertex: (vertex not in before, vertex))
        place = {vertex: at for at, vertex in enumerate(order)}
        rows = []
        for vertex in order:
            bits = cell.successors[vertex]
            rows.append(sum(1 << place[to] for to in range(cell.vertices) if (bits >> to) & 1))
        labels = tuple(cell.labels[vertex - 1] for vertex in order[1:-1])
        for x in range(1, y):
            if x not in before:
                edited = list(rows)
                edited[place[y]] |= 1 << place[x]
                yield Cell(tuple(edited), labels)


def neighbours(cell: Cell) -> list[str]:
    """Module hashes one edit away, ascending; any labelled form gives the same.

    An edge is added or removed, or an operation changed, then the cell is pruned; what is no
    architecture and the architecture itself are left out.
    """
    found = set()
    for edited in _edits(cell):
        try:
            found.add(module_hash(parse_cell(edited.matrix, edited.operations).cell))
        except ArchitectureInvalidError:
            continue
    return sorted(found - {module_hash(cell)})
