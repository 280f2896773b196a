"""Encodings of cells as numbers."""

from __future__ import annotations

from collections.abc import Sequence

from ..cell import INPUT, OPERATIONS, OUTPUT, VERTICES_MAX, parse_cell
from .genotype import EDGE_PLACES, Genotype, genotype_of

#: Operations in the order of the expanded encoding, and vertices of each.
BLOCKS = ("conv1x1-bn-relu", "conv3x3-bn-relu", "maxpool3x3")
BLOCK_SIZE = VERTICES_MAX - 2
#: 17: vertices of the expanded encoding.
EXPANDED = len(BLOCKS) * BLOCK_SIZE + 2

Matrix = Sequence[Sequence[int]]


def one_hot(genotype: Genotype) -> list[int]:
    """36 bits: the 21 edges, then 3 for each of 5 operations (White et al. 2020)."""
    labels = genotype.genes[EDGE_PLACES:]
    return [
        *genotype.genes[:EDGE_PLACES],
        *(int(label == at) for label in labels for at in range(len(OPERATIONS))),
    ]


def expanded(matrix: Matrix, operations: Sequence[str]) -> list[int]:
    """289 bits of a 17 by 17 matrix, row by row (Traoré, Camero and Zhu 2021).

    Vertex 0 is the input, 1 to 5 are conv1x1, 6 to 10 conv3x3, 11 to 15 maxpool3x3, in the order of
    the vertices of each operation; 16 is the output.
    """
    used = dict.fromkeys(BLOCKS, 0)
    places = []
    for operation in operations:
        if operation == INPUT:
            places.append(0)
        elif operation == OUTPUT:
            places.append(EXPANDED - 1)
        else:
            used[operation] += 1
            places.append(BLOCKS.index(operation) * BLOCK_SIZE + used[operation])
    bits = [0] * EXPANDED**2
    for x, row in enumerate(matrix):
        for y, edge in enumerate(row):
            if edge:
                bits[places[x] * EXPANDED + places[y]] = 1
    return bits


#: Sequences of up to 5 of the 3 operations.
PATHS = (len(OPERATIONS) ** (VERTICES_MAX - 1) - 1) // (len(OPERATIONS) - 1)


def path(matrix: Matrix, operations: Sequence[str]) -> list[int]:
    """364 bits, one a sequence of operations from input to output (White et al. 2021, BANANAS).

    The sequence o1, o2, ... has the place of the sum of 3^(k-1) (o_k + 1), o_k its place in
    OPERATIONS; 0 is the edge from input to output. All isomorphic forms have the same.
    """
    cell = parse_cell(matrix, operations).cell
    bits = [0] * PATHS

    def follow(vertex: int, place: int, weight: int) -> None:
        for target in range(vertex + 1, cell.vertices):
            if not cell.successors[vertex] >> target & 1:
                continue
            if target == cell.vertices - 1:
                bits[place] = 1
            else:
                label = cell.labels[target - 1]
                follow(target, place + weight * (label + 1), weight * len(OPERATIONS))

    follow(0, 0, 1)
    return bits


def short(matrix: Matrix, operations: Sequence[str]) -> list[int]:
    """54 numbers: the 49 entries of the 7 by 7 matrix, then 5 operations as 1, 2, 3.

    0 stands for an operation that a smaller cell lacks.
    """
    padded = genotype_of(matrix, operations).matrix
    return [*(entry for row in padded for entry in row), *_numbered(operations)]


def long(matrix: Matrix, operations: Sequence[str]) -> list[int]:
    """294 numbers: the 289 bits of ``expanded``, then 5 operations as in ``short``."""
    return [*expanded(matrix, operations), *_numbered(operations)]


def _numbered(operations: Sequence[str]) -> list[int]:
    labels = [OPERATIONS.index(name) + 1 for name in operations[1:-1]]
    return [*labels, *([0] * (BLOCK_SIZE - len(labels)))]
