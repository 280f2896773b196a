"""An unpruned cell of seven vertices, as search algorithms change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..cell import INPUT, OPERATIONS, OUTPUT, VERTICES_MAX, parse_cell
from ..errors import ArchitectureInvalidError

#: 21: the bits of the upper triangle.
EDGE_PLACES = VERTICES_MAX * (VERTICES_MAX - 1) // 2
#: 5: the vertices between input and output.
INTERIOR = VERTICES_MAX - 2
#: 26 genes.
GENES = EDGE_PLACES + INTERIOR

_PAIRS = tuple((x, y) for x in range(VERTICES_MAX) for y in range(x + 1, VERTICES_MAX))


class Genotype(NamedTuple):
    """NASBench-101's own encoding: 21 edges and 5 operations. It may be no valid architecture."""

    #: 26 numbers: the upper triangle row by row (0, 1), then the operations (places in OPERATIONS).
    genes: tuple[int, ...]

    @property
    def matrix(self) -> list[list[int]]:
        """7 by 7, upper triangular."""
        rows = [[0] * VERTICES_MAX for _ in range(VERTICES_MAX)]
        for (x, y), bit in zip(_PAIRS, self.genes):
            rows[x][y] = bit
        return rows

    @property
    def operations(self) -> list[str]:
        """Seven names, input and output included."""
        return [INPUT, *(OPERATIONS[label] for label in self.genes[EDGE_PLACES:]), OUTPUT]

    @property
    def is_valid(self) -> bool:
        """Whether a valid architecture is left when it is pruned."""
        try:
            parse_cell(self.matrix, self.operations)
        except ArchitectureInvalidError:
            return False
        return True


def genotype_of(matrix: Sequence[Sequence[int]], operations: Sequence[str]) -> Genotype:
    """A cell of up to seven vertices; the vertices that it lacks are unconnected.

    They come before the output and have the first operation. Raises ``ValueError`` for more.
    """
    size = len(matrix)
    if not 2 <= size <= VERTICES_MAX or len(operations) != size:
        raise ValueError(f"The cell has {size} vertices; 2 to {VERTICES_MAX} have a genotype.")
    places = [*range(size - 1), VERTICES_MAX - 1]
    bits = dict.fromkeys(_PAIRS, 0)
    for x, row in enumerate(matrix):
        for y in range(x + 1, size):
            bits[places[x], places[y]] = int(row[y])
    labels = [OPERATIONS.index(name) for name in operations[1:-1]]
    labels += [0] * (INTERIOR - len(labels))
    return Genotype((*bits.values(), *labels))
