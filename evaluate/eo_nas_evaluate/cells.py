"""Cells by size, hash and short text."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import product

from eo_nas_bench.cell import EDGES_MAX, Cell, reachable
from eo_nas_bench.module_hash import module_hash, representative


def _forms(vertices: int) -> Iterator[Cell]:
    places = [(x, y) for x in range(vertices) for y in range(x + 1, vertices)]
    whole = (1 << vertices) - 1
    for edges in range(1 << len(places)):
        if bin(edges).count("1") > EDGES_MAX:
            continue
        rows = [0] * vertices
        for at, (x, y) in enumerate(places):
            rows[x] |= ((edges >> at) & 1) << y
        if reachable(rows) == whole:
            for labels in product(range(3), repeat=vertices - 2):
                yield Cell(tuple(rows), labels)


def cells_up_to(vertices: int) -> dict[str, Cell]:
    """Every architecture of 2 to ``vertices`` vertices by its module hash, hashes ascending.

    Each has the labelled form that NASBench-101's generator meets first. There are 1, 7, 91 and
    2,532 with up to 2, 3, 4 and 5 vertices; more than 5 takes minutes and more.
    """
    found: dict[str, Cell] = {}
    for size in range(2, vertices + 1):
        for cell in _forms(size):
            found.setdefault(module_hash(cell), cell)
    return {hash_: representative(found[hash_]) for hash_ in sorted(found)}


def seeded_order(names: list[str], seed: int) -> list[str]:
    """The names in an order fixed by the seed, so that any prefix is a uniform sample.

    Sorted by the SHA-256 of ``SEED:NAME``, which every language and version computes the same.
    """
    return sorted(names, key=lambda name: sha256(f"{seed}:{name}".encode()).digest())
