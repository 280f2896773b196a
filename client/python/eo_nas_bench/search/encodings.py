"""Encodings of cells as numbers."""

from __future__ import annotations

from collections.abc import Sequence

from ..cell import INPUT, OPERATIONS, OUTPUT, VERTICES_MAX
from .genotype import EDGE_PLACES, Genotype, genotype_of

_BLOCKS = ("conv1x1-bn-relu", "conv3x3-bn-relu", "maxpool3x3")
_INTERIOR = VERTICES_MAX - 2
_EXPANDED = len(_BLOCKS) * _INTERIOR + 2

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
    used = dict.fromkeys(_BLOCKS, 0)
    places = []
    for operation in operations:
        if operation == INPUT:
            places.append(0)
        elif operation == OUTPUT:
            places.append(_EXPANDED - 1)
        else:
            used[operation] += 1
            places.append(_BLOCKS.index(operation) * _INTERIOR + used[operation])
    bits = [0] * _EXPANDED**2
    for x, row in enumerate(matrix):
        for y, edge in enumerate(row):
            if edge:
                bits[places[x] * _EXPANDED + places[y]] = 1
    return bits


def short(matrix: Matrix, operations: Sequence[str]) -> list[int]:
    """54 numbers: the 49 entries of the 7 by 7 matrix, then 5 operations as 1, 2, 3.

    0 stands for an operation that a smaller cell lacks.
    """
    padded = genotype_of(matrix, operations).matrix
    labels = [OPERATIONS.index(name) + 1 for name in operations[1:-1]]
    return [
        *(entry for row in padded for entry in row),
        *labels,
        *([0] * (_INTERIOR - len(labels))),
    ]
