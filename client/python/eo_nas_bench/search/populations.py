"""Initial populations from clusters of fitness.

After Traoré, Camero and Zhu, "Data-driven Initialization to Search". The clusters are made on
validation fitness; the study took test fitness, which ``measure="testAccuracy"`` asks for by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..clusters import Clusters, cluster_indices, nearest_place, two_components
from ..condition import full_key
from ..fitness_values import measure_values
from ..initial_population import encoded
from ..random_source import RandomSource
from .genotype import Genotype, genotype_of

if TYPE_CHECKING:
    from ..client import Client

Method = Literal["k-means", "gaussian-mixture"]
Encoding = Literal["short", "long"]


@dataclass(frozen=True)
class Population:
    """Architectures to start from, and how well the clusters are separated."""

    genotypes: list[Genotype]
    hashes: list[str]
    #: From -1 to 1, greater is better; like the other two None of a single cluster.
    silhouette: float | None
    #: Greater is better.
    calinski_harabasz: float | None
    #: From 0, smaller is better.
    davies_bouldin: float | None


def initial_population(
    client: Client,
    instance: str,
    *,
    size: int = 19,
    method: Method = "gaussian-mixture",
    encoding: Encoding = "short",
    sample: int = 200,
    measure: str = "validationAccuracy",
    source: Literal["surrogate", "tabular", "auto"] = "surrogate",
    seed: int = 0,
) -> Population:
    """Clusters a uniform sample, and gives the sampled architecture nearest to each centre.

    The sample is encoded with its fitness at every budget, reduced to two components by truncated
    SVD, and clustered. ``long`` has the 289 bits of the expanded matrix, ``short`` the 49 entries
    of the plain one. ``gaussian-mixture`` needs ``pip install eo-nas-bench[populations]``;
    ``k-means`` is the population that ``Client.get_initial_population`` gives. Gives fewer than
    ``size`` where centres share their nearest architecture.
    """
    if method == "k-means":
        answer = client.get_initial_population(
            instance,
            size=size,
            seed=seed,
            sample=sample,
            encoding=encoding,
            measure=measure,
            source=source,
        )
        return _population(answer["results"], answer["indices"])
    found = client.sample_architectures(sample, seed=seed)["results"]
    fitness = _fitness(client, instance, [one["hash"] for one in found], measure, source)
    rows = [
        [*encoded(encoding, one["matrix"], one["operations"]), *values]
        for one, values in zip(found, fitness)
    ]
    points = two_components(rows, RandomSource(seed))
    clusters = _mixture(points, size, seed)
    nearest = dict.fromkeys(nearest_place(centre, points) for centre in clusters.centres)
    return _population([found[place] for place in nearest], cluster_indices(points, clusters))


def _mixture(points: list[tuple[float, float]], size: int, seed: int) -> Clusters:
    from sklearn.mixture import BayesianGaussianMixture

    model = BayesianGaussianMixture(
        n_components=size,
        covariance_type="full",
        weight_concentration_prior_type="dirichlet_distribution",
        max_iter=500,
        random_state=seed,
    )
    labels = model.fit_predict(points)
    return Clusters(labels.tolist(), [(float(x), float(y)) for x, y in model.means_])


def _population(found: Any, indices: Any) -> Population:
    known = indices or {}
    return Population(
        genotypes=[genotype_of(one["matrix"], one["operations"]) for one in found],
        hashes=[one["hash"] for one in found],
        silhouette=known.get("silhouette"),
        calinski_harabasz=known.get("calinskiHarabasz"),
        davies_bouldin=known.get("daviesBouldin"),
    )


def _fitness(
    client: Client, instance: str, hashes: list[str], measure: str, source: Any
) -> list[list[float]]:
    name = full_key(measure)
    columns: list[list[float]] = []
    for epochs in client.get_instance(instance)["epochs"]:
        answer = client.query(instance, hashes, epochs=epochs, source=source)
        values = [
            None if "error" in one else measure_values(one).get(name) for one in answer["results"]
        ]
        if all(value is not None for value in values):
            columns.append([value for value in values if value is not None])
    if not columns:
        raise ValueError(f"{instance} has no {name} of all {len(hashes)} sampled architectures.")
    return [list(row) for row in zip(*columns)]
