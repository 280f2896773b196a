"""``nasbench.api``: opens what ``EO_NAS_BENCH_SOURCE`` names in place of the given file."""

from __future__ import annotations

import os
from typing import Any

from eo_nas_bench import nasbench_api
from eo_nas_bench.nasbench_api import ModelSpec, OutOfDomainError

__all__ = ["ModelSpec", "NASBench", "OutOfDomainError"]


class NASBench(nasbench_api.NASBench):
    """NASBench-101's interface, of the source that the environment names."""

    def __init__(self, dataset_file: str | os.PathLike[str], seed: Any = None) -> None:
        """``dataset_file`` is opened where ``EO_NAS_BENCH_SOURCE`` is not set."""
        source = os.environ.get("EO_NAS_BENCH_SOURCE") or dataset_file
        if os.fspath(source).endswith(".tfrecord"):
            raise ValueError(
                f"{source} is a TFRecord file. Set EO_NAS_BENCH_SOURCE to a service, a release "
                "folder or an SQLite file of one, for example release/cifar10.sqlite."
            )
        repeats = os.environ.get("EO_NAS_BENCH_REPEATS")
        super().__init__(source, seed, repeats=int(repeats) if repeats else None)
