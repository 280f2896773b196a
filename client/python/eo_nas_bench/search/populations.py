"""Initial populations from clusters; needs ``pip install eo-nas-bench[populations]``.

After Traoré, Camero and Zhu, "Data-driven Initialization to Search". The clusters are made on
validation fitness; the study took test fitness, which ``measure="testAccuracy"`` asks for by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..condition import full_key
from ..fitness_values import measure_values
from .encodings import expanded, short
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
    source: Literal["surrogate", "tabular"] = "surrogate",
    seed: int = 0,
) -> Population:
    """Clusters a uniform sample, and gives the sampled architecture nearest to each centre.

    The sample is encoded with its fitness at every budget, reduced to two components by truncated
    SVD, and clustered. ``long`` has the 289 bits of the expanded matrix, ``short`` the 49 entries
    of the plain one. Gives fewer than ``size`` where centres share their nearest architecture.
    """
    import numpy
    from sklearn import metrics
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.mixture import BayesianGaussianMixture

    found = client.sample_architectures(sample, seed=seed)["results"]
    fitness = _fitness(client, instance, [one["hash"] for one in found], measure, source)
    encode = expanded if encoding == "long" else short
    rows = [
        [*encode(one["matrix"], one["operations"]), *values] for one, values in zip(found, fitness)
    ]
    points = TruncatedSVD(n_components=2, random_state=seed).fit_transform(numpy.array(rows))
    model: Any
    if method == "k-means":
        model = KMeans(size, max_iter=500, n_init=50, random_state=seed).fit(points)
        labels, centres = model.labels_, model.cluster_centers_
    else:
        model = BayesianGaussianMixture(
            n_components=size,
            covariance_type="full",
            weight_concentration_prior_type="dirichlet_distribution",
            max_iter=500,
            random_state=seed,
        )
        labels = model.fit_predict(points)
        centres = model.means_
    nearest: dict[int, None] = {}
    for centre in centres:
        nearest[int(((points - centre) ** 2).sum(axis=1).argmin())] = None

    def scored(score: Any) -> float | None:
        return float(score(points, labels)) if len(set(labels.tolist())) > 1 else None

    return Population(
        genotypes=[genotype_of(found[at]["matrix"], found[at]["operations"]) for at in nearest],
        hashes=[found[at]["hash"] for at in nearest],
        silhouette=scored(metrics.silhouette_score),
        calinski_harabasz=scored(metrics.calinski_harabasz_score),
        davies_bouldin=scored(metrics.davies_bouldin_score),
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
