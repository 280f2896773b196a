"""A service and the files of its release answer every operation alike."""

import itertools

import pytest

from eo_nas_bench import (
    EoNasBenchError,
    NotEvaluatedError,
    ReleaseFileNotFoundError,
    ReleaseNotFoundError,
    RequestInvalidError,
    SurrogateNotFoundError,
)
from eo_nas_bench.pareto import front_of

INSTANCE = "vector-instance"
RELEASE = "r0123456789ab"


@pytest.mark.parametrize("source", ["auto", "tabular", "surrogate"])
@pytest.mark.parametrize(
    "objectives",
    [
        {"minimize": "trainingTimeS", "maximize": "validationAccuracy"},
        {"minimize": ["trainableParameters", "trainingTimeS"], "maximize": ["testAccuracy"]},
        {"minimize": ["macs", "trainingTimeS"], "maximize": ["testAccuracy", "edges"]},
    ],
)
def test_pareto_fronts_are_the_same(service, files, source, objectives):
    asked = {"source": source, **objectives}
    front = service.get_pareto_front(INSTANCE, **asked)
    assert front["size"] > 0
    assert files.get_pareto_front(INSTANCE, **asked) == front


def test_a_bounded_front_is_the_same_and_is_cut_at_its_limit(service, files):
    asked = {
        "minimize": "trainingTimeS",
        "maximize": "validationAccuracy",
        "where": ["vertices<=5", "nearestMeasured<=3"],
        "limit": 2,
        "deviation": "truth",
    }
    front = service.get_pareto_front(INSTANCE, **asked)
    assert len(front["results"]) == 2 < front["size"]
    assert files.get_pareto_front(INSTANCE, **asked) == front


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimize": "macs"},
        {"minimize": ["macs", "edges", "vertices"], "maximize": ["conv1x1", "conv3x3"]},
        {"minimize": "testAccuracy", "maximize": "testOverallAccuracy"},
        {"minimize": "colour", "maximize": "testAccuracy"},
        {"minimize": "macs", "maximize": "testAccuracy", "limit": 0},
        {"minimize": "macs", "maximize": "testAccuracy", "limit": 10_001},
    ],
)
def test_a_wrong_front_is_refused_alike(service, files, wrong):
    for client in (service, files):
        with pytest.raises(RequestInvalidError):
            client.get_pareto_front(INSTANCE, **wrong)


def test_a_front_has_every_point_that_no_other_dominates():
    def dominates(one, other):
        return one != other and all(a <= b for a, b in zip(one, other))

    for objectives in (2, 3, 4):
        # A grid has many ties, which sorting could hide.
        points = [
            tuple(float((place * factor) % 7) for factor in (3, 5, 11, 13)[:objectives])
            for place in range(200)
        ]
        points += list(itertools.product((0.0, 6.0), repeat=objectives))[1:]
        expected = {
            at
            for at, one in enumerate(points)
            if not any(dominates(other, one) for other in points)
        }
        assert set(front_of(points)) == expected


@pytest.mark.parametrize("source", ["auto", "tabular", "surrogate"])
def test_statistics_are_the_same_to_the_last_bit(service, files, source):
    for asked in ({}, {"bins": 7, "where": ["edges>=8"]}):
        found = service.get_statistics(INSTANCE, source=source, **asked)
        assert sum(found["architectures"].values()) > 3
        assert files.get_statistics(INSTANCE, source=source, **asked) == found


def test_statistics_halfway_are_the_same(service, files):
    found = service.get_statistics(INSTANCE, source="tabular", halfway=True)
    assert files.get_statistics(INSTANCE, source="tabular", halfway=True) == found


def test_wrong_statistics_are_refused_alike(service, files):
    for client in (service, files):
        for bins in (0, 201):
            with pytest.raises(RequestInvalidError):
                client.get_statistics(INSTANCE, bins=bins)
        with pytest.raises(NotEvaluatedError):
            client.get_statistics(INSTANCE, source="surrogate", epochs=36)


def test_surrogates_and_their_cards_are_the_same(service, files):
    listed = service.list_surrogates()
    (surrogate,) = listed["results"]
    assert surrogate["evaluation"]
    assert files.list_surrogates() == listed
    card = service.get_surrogate(surrogate["id"])
    assert files.get_surrogate(surrogate["id"]) == card
    for client in (service, files):
        with pytest.raises(SurrogateNotFoundError):
            client.get_surrogate("none-1")


def test_the_release_of_the_files_is_the_one_that_is_served(service, files):
    manifest = files.get_release(RELEASE)
    assert service.get_release(RELEASE) == manifest
    assert files.list_releases() == service.list_releases()
    for client in (service, files):
        with pytest.raises(ReleaseNotFoundError):
            client.get_release("r000000000000")


def test_only_a_service_has_limits(service, files):
    assert service.get_limits()["architecturesMax"] == 10_000
    with pytest.raises(EoNasBenchError, match="only a service"):
        files.get_limits()


def test_the_latest_release_is_downloaded_by_that_name(service, files, tmp_path):
    folder = service.download("latest", tmp_path / "release")
    assert (folder / f"{INSTANCE}.sqlite").read_bytes() == (
        files._backend._files.by_instance[INSTANCE].path.read_bytes()
    )
    with pytest.raises(ReleaseFileNotFoundError, match=RELEASE):
        service.download("r000000000000", tmp_path / "other")
    with pytest.raises(EoNasBenchError, match="on this machine"):
        files.download()


def test_a_client_shows_what_it_is_open_on(service, files):
    assert repr(files).endswith(f"release {RELEASE}, {INSTANCE})")
    assert repr(service).startswith("Client('http://127.0.0.1:")


def test_neighbours_go_both_ways_and_come_in_pages(service, files):
    smallest = ([[0, 1], [0, 0]], ["input", "output"])
    for client in (service, files):
        page = client.list_neighbours(smallest, limit=3)
        assert len(page["results"]) == 3 < page["count"]
        rest = client.list_neighbours(smallest, limit=2, cursor=page["next"])
        both = client.list_neighbours(smallest, limit=5)["results"]
        assert page["results"] + rest["results"] == both
        (first, *_) = page["results"]
        back = client.list_neighbours(first["hash"], limit=10_000)["results"]
        assert client.get_architecture(smallest)["hash"] in [one["hash"] for one in back]
        with pytest.raises(RequestInvalidError):
            client.list_neighbours(smallest, limit=0)
        with pytest.raises(RequestInvalidError):
            client.list_neighbours(first["hash"], cursor=page["next"])
    assert (
        files.list_neighbours(smallest)["results"] == service.list_neighbours(smallest)["results"]
    )


def test_footprints_are_the_same(service, files):
    for asked in ({}, {"epochs": 108, "measure": "testAccuracy"}):
        found = service.get_landscape(INSTANCE, **asked)
        assert found["architectures"] == {"measured": None, "predicted": 423_624}
        assert files.get_landscape(INSTANCE, **asked) == found
        compared = service.compare_landscapes(INSTANCE, INSTANCE, **asked)
        assert files.compare_landscapes(INSTANCE, INSTANCE, **asked) == compared
        assert compared["entries"][0]["values"]["with"] == found["entries"][0]["predicted"]


def test_walks_distances_and_optima_networks_are_the_same(service, files):
    for asked in ({}, {"epochs": 108, "measure": "testAccuracy"}):
        found = service.get_landscape_structure(INSTANCE, **asked)
        assert files.get_landscape_structure(INSTANCE, **asked) == found
        assert len(found["walks"][0]["fitness"]) == 61
        (fittest,) = service.list_optima(INSTANCE, limit=1, **asked)["results"]
        assert found["distance"]["best"]["fitness"] == fittest["fitness"]
        assert fittest.items() <= found["network"]["nodes"][0].items()


def test_local_optima_are_the_same_page_by_page(service, files):
    pages = []
    for client in (service, files):
        first = client.list_optima(INSTANCE, limit=3, measure="testAccuracy")
        second = client.list_optima(INSTANCE, limit=3, measure="testAccuracy", cursor=first["next"])
        assert first["count"] > 6
        pages.append((first["count"], first["results"], second["results"]))
    assert pages[0] == pages[1]


def test_basins_are_the_same(service, files):
    digests = [one["hash"] for one in service.sample_architectures(12, seed=3)["results"]]
    moves = 0
    for digest in digests:
        found = service.get_basin(INSTANCE, digest)
        assert files.get_basin(INSTANCE, digest) == found
        assert found["path"][0]["hash"] == digest
        moves += found["moves"]
    assert moves > 0


def test_landscapes_that_are_not_there_are_refused_alike(service, files):
    for client in (service, files):
        with pytest.raises(RequestInvalidError, match="testOverallAccuracy"):
            client.get_landscape(INSTANCE, measure="testAcuracy")
        with pytest.raises(RequestInvalidError):
            client.get_landscape(INSTANCE, operator="edits")
        with pytest.raises(NotEvaluatedError, match="The release has: validation"):
            client.get_landscape(INSTANCE, epochs=36)
        with pytest.raises(NotEvaluatedError, match="ask with source surrogate"):
            client.list_optima(INSTANCE, source="tabular")
