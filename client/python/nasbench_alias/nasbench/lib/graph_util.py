"""``nasbench.lib.graph_util``: bit strings, hashes and isomorphism of labelled graphs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Callable

import numpy as np
from eo_nas_bench.cell import reachable
from eo_nas_bench.module_hash import graph_hash
from eo_nas_bench.references import plain


def _bits(matrix: Any) -> list[int]:
    return [sum(1 << y for y, edge in enumerate(row) if edge) for row in plain(matrix)]


def gen_is_edge_fn(bits: int) -> Callable[[Any, Any], Any]:
    """Whether bit x + y (y - 1) / 2 of a number is set, the edge from x to y for x < y.

    Takes two numbers, or two arrays of the same shape as ``numpy.fromfunction`` gives them.
    """

    def is_edge(x: int, y: int) -> int:
        x, y = int(x), int(y)
        return (bits >> (x + y * (y - 1) // 2)) & 1 if x < y else 0

    return np.vectorize(is_edge, otypes=[int])


def is_full_dag(matrix: Any) -> bool:
    """Whether every vertex lies on a path from the first to the last."""
    rows = _bits(matrix)
    return reachable(rows) == (1 << len(rows)) - 1


def num_edges(matrix: Any) -> int:
    """Number of edges of a matrix."""
    return int(np.sum(matrix))


def hash_module(matrix: Any, labeling: Sequence[int]) -> str:
    """NASBench-101's module hash of a labelled graph (-1 for the input, -2 for the output)."""
    return graph_hash(_bits(matrix), labeling)


def permute_graph(graph: Any, label: Sequence[Any], permutation: Sequence[int]) -> Any:
    """Matrix and labels with vertex v at place ``permutation[v]``."""
    given = np.asarray(graph)
    moved = np.zeros_like(given)
    labels = list(label)
    for x, place in enumerate(permutation):
        labels[place] = label[x]
        for y, other in enumerate(permutation):
            moved[place, other] = given[x, y]
    return moved, labels


def is_isomorphic(graph1: Any, graph2: Any) -> bool:
    """Whether two pairs of matrix and labels are the same up to the order of the vertices."""
    (one, labels), (other, others) = graph1, graph2
    one, other = np.asarray(one), np.asarray(other)
    if one.shape != other.shape or len(labels) != len(others):
        return False
    for order in itertools.permutations(range(len(labels))):
        moved, named = permute_graph(one, labels, order)
        if np.array_equal(moved, other) and list(named) == list(others):
            return True
    return False
