"""NASLib, which queries a benchmark through its ``dataset_api``. NASLib is not on PyPI."""

from __future__ import annotations

import os
from typing import Any

from ... import nasbench_api


def dataset_api(
    source: str | os.PathLike[str], *, seed: int | None = 0, **options: Any
) -> dict[str, Any]:
    """What ``NasBench101SearchSpace.query`` takes as its ``dataset_api``.

    ``source`` and ``options`` are those of ``nasbench_api.NASBench``: a release file, or the
    address of a service with its instance.
    """
    return {
        "api": nasbench_api,
        "nb101_data": nasbench_api.NASBench(os.fspath(source), seed, **options),
    }
