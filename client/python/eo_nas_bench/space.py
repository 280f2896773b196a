"""Samples of the space, the same as the service's."""

from __future__ import annotations

from .cell import OPERATIONS, VERTICES_MAX, parse_cell
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
