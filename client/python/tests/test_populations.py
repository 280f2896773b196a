"""Initial populations: the same on a service and on files, and what scikit-learn would cluster."""

import random
import warnings

import numpy
import pytest
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD

from eo_nas_bench import NotEvaluatedError, RequestInvalidError
from eo_nas_bench.clusters import cluster_indices, k_means, two_components
from eo_nas_bench.random_source import RandomSource
from eo_nas_bench.search.populations import initial_population

INSTANCE = "vector-instance"


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"size": 7, "sample": 60, "encoding": "long", "seed": 9, "measure": "testAccuracy"},
        {"size": 5, "sample": 30, "from_instance": INSTANCE, "source": "auto"},
        {"method": "random", "size": 4, "seed": 2},
        {"method": "latin-hypercube", "size": 4, "seed": 2, "measure": "trainingTimeS"},
    ],
)
def test_a_service_and_files_give_the_same_population(service, files, asked):
    found = service.get_initial_population(INSTANCE, **asked)
    assert files.get_initial_population(INSTANCE, **asked) == found
    assert 1 < len(found["results"]) <= asked.get("size", 19)
    assert found["worth"]["own"] == found["worth"]["population"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"size": 20, "sample": 10}, RequestInvalidError),
        ({"size": 1}, RequestInvalidError),
        ({"measure": "colour"}, RequestInvalidError),
        ({"method": "spectral"}, RequestInvalidError),
        ({"source": "tabular"}, NotEvaluatedError),
    ],
)
def test_what_cannot_be_clustered_is_refused(service, files, wrong, error):
    for client in (service, files):
        with pytest.raises(error):
            client.get_initial_population(INSTANCE, **wrong)


def rows_of(count, columns):
    drawn = random.Random(5)
    return [
        [drawn.choice([0, 0, 0, 1, 2]) + (8 * (row % 3) if at == 0 else 0) for at in range(columns)]
        for row in range(count)
    ]


def test_the_components_are_those_of_truncated_svd():
    rows = rows_of(80, 30)
    points = numpy.array(two_components(rows, RandomSource(1)))
    known = TruncatedSVD(n_components=2, algorithm="arpack").fit_transform(
        numpy.array(rows, dtype=float)
    )
    assert numpy.abs(points) == pytest.approx(numpy.abs(known), abs=1e-3)


def test_clusters_and_their_indices_are_those_of_scikit_learn():
    points = two_components(rows_of(90, 20), RandomSource(2))
    clusters = k_means(points, 3, RandomSource(3))
    known = KMeans(3, n_init=50, random_state=1).fit(points)
    assert metrics.adjusted_rand_score(clusters.labels, known.labels_) == 1
    assert cluster_indices(points, clusters) == pytest.approx(
        {
            "silhouette": metrics.silhouette_score(points, clusters.labels),
            "calinskiHarabasz": metrics.calinski_harabasz_score(points, clusters.labels),
            "daviesBouldin": metrics.davies_bouldin_score(points, clusters.labels),
        }
    )


@pytest.mark.parametrize("method", ["k-means", "gaussian-mixture"])
@pytest.mark.parametrize("encoding", ["short", "long"])
def test_an_initial_population_has_sampled_architectures_near_the_centres(files, method, encoding):
    options = {"method": method, "encoding": encoding, "sample": 100, "size": 8, "seed": 3}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        population = initial_population(files, INSTANCE, **options)
        assert initial_population(files, INSTANCE, **options) == population
    sampled = {one["hash"] for one in files.sample_architectures(100, seed=3)["results"]}
    assert 1 < len(population.hashes) <= 8
    assert set(population.hashes) <= sampled
    assert -1 <= population.silhouette <= 1
    assert population.calinski_harabasz > 0 < population.davies_bouldin
