"""The search space: samples, variation and neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ..cell import EDGES_MAX, OPERATIONS
from ..random_source import RandomSource
from .genotype import EDGE_PLACES, GENES, INTERIOR, Genotype, genotype_of
from .hamming import hamming_neighbours

if TYPE_CHECKING:
    from ..client import Client

#: What makes two architectures neighbours.
Operator = Literal["graph-edit", "hamming-289"]


class SearchSpace:
    """NASBench-101's space, seen through a ``Client``. The same seed gives the same cells."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def uniform(self, count: int, seed: int) -> list[Genotype]:
        """Distinct architectures, each set of that size equally likely."""
        return self._sampled(count, seed, "random")

    def latin_hypercube(self, count: int, seed: int) -> list[Genotype]:
        """Distinct architectures by Latin hypercube sampling over 21 edges and 5 operations."""
        return self._sampled(count, seed, "latin-hypercube")

    def _sampled(self, count: int, seed: int, method: Any) -> list[Genotype]:
        found = self._client.sample_architectures(count, seed=seed, method=method)
        return [genotype_of(one["matrix"], one["operations"]) for one in found["results"]]

    def genotype(self, architecture: Any) -> Genotype:
        """The genotype of the representative of an architecture."""
        one = self._client.get_architecture(architecture)
        return genotype_of(one["matrix"], one["operations"])

    def matrix(self, random: RandomSource) -> Genotype:
        """The sampling of NASBench-101's example: every edge with probability 1/2.

        27 of 100 are no valid architecture.
        """
        edges = [random.below(2) for _ in range(EDGE_PLACES)]
        return Genotype((*edges, *_labels(random)))

    def published(self, random: RandomSource) -> Genotype:
        """The matrix sampling of the initialisation study (Traoré, Camero and Zhu).

        Every edge with probability 9/21; of more than nine edges as many are removed as there are
        too many. 17 of 100 are no valid architecture.
        """
        edges = [int(random.chance(EDGES_MAX / EDGE_PLACES)) for _ in range(EDGE_PLACES)]
        places = [at for at, edge in enumerate(edges) if edge]
        for _ in range(len(places) - EDGES_MAX):
            edges[places.pop(random.below(len(places)))] = 0
        return Genotype((*edges, *_labels(random)))

    def neighbours(self, architecture: Any, operator: Operator = "graph-edit") -> list[str]:
        """Module hashes one step away, ascending.

        ``graph-edit`` adds or removes an edge or changes an operation; ``hamming-289`` flips one of
        the 289 bits of the representative's expanded encoding.
        """
        if operator == "hamming-289":
            return hamming_neighbours(self._client, architecture)
        if operator != "graph-edit":
            raise ValueError(f"operator is {operator!r}; it is graph-edit or hamming-289.")
        hashes: list[str] = []
        cursor: str | None = None
        while True:
            page = self._client.list_neighbours(architecture, limit=10_000, cursor=cursor)
            hashes += (one["hash"] for one in page["results"])
            cursor = page["next"]
            if cursor is None:
                return sorted(hashes)


def _labels(random: RandomSource) -> list[int]:
    return [random.below(len(OPERATIONS)) for _ in range(INTERIOR)]


def mutate(
    random: RandomSource, parent: Genotype, edge_rate: float, operation_rate: float
) -> Genotype:
    """Flips each edge, and changes each operation into another, with a probability."""
    genes = list(parent.genes)
    for at in range(EDGE_PLACES):
        if random.chance(edge_rate):
            genes[at] = 1 - genes[at]
    for at in range(EDGE_PLACES, GENES):
        if random.chance(operation_rate):
            genes[at] = (genes[at] + 1 + random.below(len(OPERATIONS) - 1)) % len(OPERATIONS)
    return Genotype(tuple(genes))


def crossover(random: RandomSource, left: Genotype, right: Genotype) -> tuple[Genotype, Genotype]:
    """One-point crossover: two children that exchange all genes from a point on."""
    at = 1 + random.below(GENES - 1)
    return (
        Genotype((*left.genes[:at], *right.genes[at:])),
        Genotype((*right.genes[:at], *left.genes[at:])),
    )


def tournament(random: RandomSource, costs: Sequence[float], size: int) -> int:
    """The place of the least cost among some that are drawn with replacement; ties to the first."""
    best = random.below(len(costs))
    for _ in range(size - 1):
        other = random.below(len(costs))
        if costs[other] < costs[best]:
            best = other
    return best
