"""numpy where it is installed, lists where it is not."""

from __future__ import annotations

from typing import Any

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]


def matrix_of(matrix: Any) -> Any:
    """A copy of a matrix: an array where numpy is installed, else lists."""
    if numpy is not None:
        return numpy.array(matrix)
    return [list(row) for row in matrix]


def adjacency_of(rows: list[list[int]]) -> Any:
    """An adjacency matrix as ``nasbench.api`` gives it: 8-bit integers, or lists."""
    if numpy is not None:
        return numpy.array(rows, dtype=numpy.int8)
    return [list(row) for row in rows]
