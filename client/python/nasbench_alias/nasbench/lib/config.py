"""``nasbench.lib.config``: the figures of the search space."""

from __future__ import annotations

from typing import Any

from eo_nas_bench.cell import EDGES_MAX, OPERATIONS, VERTICES_MAX


def build_config() -> dict[str, Any]:
    """Vertices, edges, repeats and operations of NASBench-101."""
    return {
        "module_vertices": VERTICES_MAX,
        "max_edges": EDGES_MAX,
        "num_repeats": 3,
        "available_ops": list(OPERATIONS),
    }
