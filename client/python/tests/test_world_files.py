"""Listings, statistics, the drop-in and downloads of exported worlds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fixture import column, write_release
from vectors import vectors

from eo_nas_bench import Client, NotEvaluatedError, RequestInvalidError
from eo_nas_bench.download import _selected
from eo_nas_bench.nasbench_api import NASBench
from eo_nas_bench.search import Problem

INSTANCE = "vector-instance"
WORLDS = 2


def drawn(world: int, architecture_id: int, place: int) -> float:
    """Invented: different for each world, architecture and measure."""
    return 0.25 + world / 8 + (architecture_id % 7) / 64 + place / 1024


def write_worlds(path: Path, release: str) -> None:
    predictions = vectors("fitness")["predictions"]
    names = [column(name) for name in predictions[0]["means"]]
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table meta(key text primary key, value text not null)")
        meta = {"format": "1", "release": release, "instance": INSTANCE, "worlds": str(WORLDS)}
        database.executemany("insert into meta values (?, ?)", meta.items())
        for world in range(WORLDS):
            database.execute(
                f"create table world_{world}(architecture_id integer not null, epochs integer not"
                f" null, {', '.join(f'{name} real' for name in names)},"
                " primary key (epochs, architecture_id)) without rowid"
            )
            for row in predictions:
                id_ = row["architectureId"]
                values = [id_, row["epochs"], *(drawn(world, id_, at) for at in range(len(names)))]
                places = ", ".join("?" * len(values))
                database.execute(f"insert into world_{world} values ({places})", values)
        database.commit()


@pytest.fixture
def sqlite_file(tmp_path):
    path = write_release(tmp_path)
    (tmp_path / "manifest.json").unlink()  # it lists no worlds
    return path


@pytest.fixture
def bench(sqlite_file):
    write_worlds(sqlite_file.with_name(f"{INSTANCE}.worlds.sqlite"), vectors("fitness")["release"])
    with Client(sqlite_file) as client:
        yield client


def predicted():
    """The predictions at the largest budget that has any."""
    found = vectors("fitness")["predictions"]
    epochs = max(row["epochs"] for row in found)
    return epochs, [row for row in found if row["epochs"] == epochs]


def hash_of(architecture_id):
    known = vectors("fitness")["architectures"]
    (found,) = [one["hash"] for one in known if one["architectureId"] == architecture_id]
    return found


def value_of(row, name, world):
    return drawn(world, row["architectureId"], list(row["means"]).index(name))


def test_a_query_has_the_true_values_of_the_world_that_it_names(bench):
    epochs, rows = predicted()
    row = rows[0]
    digest = hash_of(row["architectureId"])
    for world in range(WORLDS):
        asked = {"epochs": epochs, "source": "world", "world": world}
        fitness = bench.get_fitness(INSTANCE, digest, **asked)
        assert (fitness["source"], fitness["world"]) == ("world", world)
        assert (fitness["run"], fitness["runs"], fitness["standardDeviation"]) == ("mean", 0, None)
        assert fitness["nearestMeasured"] == row["nearestMeasured"]
        accuracy = fitness["metrics"]["overallAccuracy"]["validation"]
        assert accuracy == value_of(row, "overallAccuracy.validation", world)
        (result,) = bench.query(INSTANCE, [digest], **asked)["results"]
        assert result["metrics"] == fitness["metrics"]


def test_listings_fronts_and_statistics_are_of_the_world(bench):
    epochs, rows = predicted()
    asked = {"epochs": epochs, "source": "world", "world": 1}
    page = bench.list_fitness(INSTANCE, sort="-validationAccuracy", **asked)
    values = [one["metrics"]["overallAccuracy"]["validation"] for one in page["results"]]
    expected = [value_of(row, "overallAccuracy.validation", 1) for row in rows]
    assert values == sorted(expected, reverse=True)
    assert page["world"] == 1
    statistics = bench.get_statistics(INSTANCE, **asked)
    assert statistics["architectures"] == {"tabular": 0, "surrogate": len(rows)}
    (described,) = [
        one for one in statistics["results"] if one["name"] == "validationOverallAccuracy"
    ]
    assert described["tabular"] is None
    assert described["surrogate"]["max"] == max(expected)
    front = bench.get_pareto_front(
        INSTANCE, maximize=["validationAccuracy", "testAccuracy"], **asked
    )
    assert front["world"] == 1
    assert front["compared"] == len(rows)


def test_what_files_do_not_have_is_refused(bench):
    digest = hash_of(predicted()[1][0]["architectureId"])
    asked = {"epochs": predicted()[0], "source": "world"}
    with pytest.raises(NotEvaluatedError, match="worlds from 0 to 1, not 2"):
        bench.get_fitness(INSTANCE, digest, world=WORLDS, **asked)
    with pytest.raises(NotEvaluatedError, match="run mean"):
        bench.get_fitness(INSTANCE, digest, run=0, **asked)
    with pytest.raises(RequestInvalidError, match="world"):
        bench.get_fitness(INSTANCE, digest, world=2**32, **asked)


def test_files_without_worlds_say_which_file_is_missing(sqlite_file):
    with Client(sqlite_file) as client, pytest.raises(NotEvaluatedError, match=r"worlds\.sqlite"):
        client.list_fitness(INSTANCE, source="world")


def test_a_problem_and_the_drop_in_run_on_a_world(bench):
    epochs, rows = predicted()
    asked = {"epochs": epochs, "source": "world", "world": 1, "evaluations": 5}
    problem = Problem(bench, INSTANCE, **asked)
    for row in rows[:2]:
        outcome = problem.evaluate(hash_of(row["architectureId"]))
        assert outcome.values == (value_of(row, "overallAccuracy.validation", 1),)
    assert problem.trajectory.header["world"] == 1
    regret = problem.regret()
    expected = [value_of(row, "overallAccuracy.validation", 1) for row in rows]
    assert regret.optimum == max(expected)

    nasbench = NASBench(bench, predictions="world", world=1)
    row = rows[0]
    (entry,) = nasbench.get_metrics_from_hash(hash_of(row["architectureId"]))[1][epochs]
    assert entry.source == "world"
    expected = value_of(row, "overallAccuracy.validation", 1)
    assert entry["final_validation_accuracy"] == expected
    means = NASBench(bench, predictions="surrogate")
    (entry,) = means.get_metrics_from_hash(hash_of(row["architectureId"]))[1][epochs]
    assert entry.source == "surrogate"


def test_a_download_has_worlds_only_where_they_are_asked_for():
    names = ["a.world-3.parquet", "a.worlds.sqlite", "a.sqlite", "a-1.worlds.gz", "b.worlds.sqlite"]
    manifest = {"files": [{"name": name} for name in names], "instances": [{"id": "a"}]}

    def selected(**asked):
        return [one["name"] for one in _selected(manifest, **asked)]

    assert selected(formats=None, instances=["a"], worlds=False) == ["a.sqlite", "a-1.worlds.gz"]
    assert selected(formats=["sqlite"], instances=["a"], worlds=True) == names[1:4]
    assert selected(formats=None, instances=None, worlds=True) == names
