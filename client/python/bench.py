"""Measures local mode: python client/python/bench.py {instance}.sqlite."""

from __future__ import annotations

import os
import platform
import random
import subprocess
import sys
import time

from eo_nas_bench import Client
from eo_nas_bench import nasbench_api as api
from eo_nas_bench.cell import OPERATIONS

_FIRST = """
import time, sys
started = time.perf_counter()
from eo_nas_bench import Client
bench = Client(sys.argv[1])
instance = bench.list_instances()["results"][0]["id"]
bench.get_fitness(instance, "28cfc7874f6d200472e1a9dcd8650aa0")
print(time.perf_counter() - started)
"""


def random_cells(count: int) -> list[tuple[list[list[int]], list[str]]]:
    """Distinct random cells of 7 vertices, most of them valid."""
    draw = random.Random(1)
    places = range(7)
    return [
        (
            [[draw.randrange(2) if x < y else 0 for y in places] for x in places],
            ["input", *(draw.choice(OPERATIONS) for _ in range(5)), "output"],
        )
        for _ in range(count)
    ]


def main(source: str) -> None:
    """Prints one figure a line."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs, {source}")
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.abspath(__file__))}
    first = subprocess.run(
        [sys.executable, "-c", _FIRST, source], env=environment, stdout=subprocess.PIPE, check=True
    )
    print(f"import, open and first answer: {float(first.stdout):.2f} s")

    nasbench = api.NASBench(source, 1)
    cells = random_cells(20_000)
    started = time.perf_counter()
    answered = 0
    for matrix, ops in cells:
        spec = api.ModelSpec(matrix, ops)
        if nasbench.is_valid(spec):
            nasbench.query(spec)
            answered += 1
    took = time.perf_counter() - started
    print(f"drop-in, matrices given: {answered / took:,.0f} queries/s, each of another cell")
    print(f"  ({len(cells) / took:,.0f} cells/s made and checked, {answered} of them valid)")

    specs = [spec for spec in (api.ModelSpec(*cell) for cell in cells) if nasbench.is_valid(spec)]
    started = time.perf_counter()
    for spec in specs:
        nasbench.query(spec)
    print(f"  the same cells again: {len(specs) / (time.perf_counter() - started):,.0f} queries/s")

    bench = Client(source)
    instance = nasbench.instance["id"]
    hashes = next(iter(bench.hash_pages(instance)))[:100_000]
    started = time.perf_counter()
    bench.query(instance, hashes)
    print(f"query by hash: {len(hashes) / (time.perf_counter() - started):,.0f} architectures/s")

    started = time.perf_counter()
    for scanned, digest in enumerate(nasbench.hash_iterator(), 1):
        nasbench.get_metrics_from_hash(digest)
        if scanned == 20_000:
            break
    print(f"hash_iterator scan: {scanned / (time.perf_counter() - started):,.0f} hashes/s")


if __name__ == "__main__":
    main(sys.argv[1])
