"""A cell as users of ``nasbench.api`` write it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from .arrays import matrix_of
from .cell import reachable
from .module_hash import graph_hash
from .references import plain

_cached_hash = lru_cache(maxsize=1 << 17)(graph_hash)


def _bits(rows: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple([sum([1 << y for y, entry in enumerate(row) if entry]) for row in rows])


class ModelSpec:
    """A matrix with operations, and what is left of them when they are pruned.

    ``matrix`` has one row a vertex, as nested lists or a numpy array; ``ops`` one label a vertex.
    Raises ``ValueError`` where the matrix is not square or not upper triangular, or the lengths
    differ. Without a path from the first vertex to the last, ``valid_spec`` is false, and the
    pruned ``matrix`` and ``ops`` are None. Matrices are numpy arrays where numpy is installed.
    """

    def __init__(self, matrix: Any, ops: Sequence[Any], data_format: str = "channels_last") -> None:
        rows = plain(matrix)
        if not isinstance(rows, list) or any(
            [not isinstance(row, list) or len(row) != len(rows) for row in rows]
        ):
            raise ValueError("The matrix needs as many columns as rows.")
        if len(ops) != len(rows):
            raise ValueError(f"There are {len(ops)} ops for {len(rows)} rows of the matrix.")
        if any([any(row[: x + 1]) for x, row in enumerate(rows)]):
            raise ValueError("The matrix has an entry on or below its diagonal.")
        self.original_matrix: Any = matrix_of(matrix)
        self.original_ops: list[Any] = list(ops)
        self.data_format = data_format
        self.matrix: Any = None
        self.ops: Any = None
        kept = reachable(_bits(rows)) if rows else 0
        self.valid_spec = bool(kept & 1) and len(rows) > 1
        if self.valid_spec:
            places = [vertex for vertex in range(len(rows)) if (kept >> vertex) & 1]
            if len(places) == len(rows):
                self.matrix = matrix_of(matrix)
            else:
                self.matrix = matrix_of([[rows[x][y] for y in places] for x in places])
            self.ops = [self.original_ops[vertex] for vertex in places]

    def hash_spec(self, canonical_ops: Sequence[Any]) -> str:
        """The module hash, with the interior operations labelled by their place in a list."""
        labels = [-1, *(canonical_ops.index(op) for op in self.ops[1:-1]), -2]
        return _cached_hash(_bits(plain(self.matrix)), tuple(labels))

    def visualize(self) -> Any:
        """A graphviz ``Digraph`` of the pruned cell; needs the package graphviz."""
        import graphviz  # type: ignore[import-not-found]

        graph = graphviz.Digraph()
        for vertex, op in enumerate(self.ops):
            graph.node(str(vertex), str(op))
        for x, row in enumerate(plain(self.matrix)):
            for y, entry in enumerate(row):
                if entry:
                    graph.edge(str(x), str(y))
        return graph
