"""Worlds: hosted, and from the files that an export adds for them."""

import os
import sqlite3
from pathlib import Path

import pytest
from vectors import vectors

from eo_nas_bench import Client, NotEvaluatedError, measure
from eo_nas_bench.search import Problem, random_search, regularised_evolution, replay, run

INSTANCE = "vector-instance"
KNOWN = [one["hash"] for one in vectors("fitness")["architectures"]]
WORLDS = 2


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A release file with worlds beside it: predictions, shifted by each world."""
    folder = Path(os.environ.get("EO_NAS_BENCH_TEST_RELEASE") or pytest.skip("no release"))
    copy = tmp_path_factory.mktemp("worlds") / f"{INSTANCE}.sqlite"
    copy.symlink_to(folder / copy.name)
    database = sqlite3.connect(copy.with_name(f"{INSTANCE}.worlds.sqlite"))
    database.execute("ATTACH ? AS release", (str(copy),))
    columns = [row[1] for row in database.execute("PRAGMA release.table_info(prediction_rows)")]
    names = [name for name in columns[3:] if not name.endswith("_sd")]
    for world in range(WORLDS):
        factor = f"(1 - (1 + {world} + architecture_id % 7) / 100.0)"
        drawn = ", ".join(f'"{name}" * {factor} "{name}"' for name in names)
        database.execute(
            f"CREATE TABLE world_{world} AS SELECT architecture_id, epochs, {drawn}"
            " FROM prediction_rows"
        )
        database.execute(f"CREATE UNIQUE INDEX w{world} ON world_{world}(epochs, architecture_id)")
    database.commit()
    database.close()
    return copy


@pytest.fixture(scope="module")
def worlds(path):
    with Client(path) as client:
        yield client


def test_a_service_answers_a_world_and_runs_in_it(service):
    first, again, other = [
        service.get_fitness(INSTANCE, KNOWN[6], source="world", world=world) for world in (3, 3, 4)
    ]
    assert first == again
    assert (first["world"], first["source"], first["standardDeviation"]) == (3, "world", None)
    assert measure(first, "validationAccuracy") != measure(other, "validationAccuracy")
    run_of = service.get_fitness(INSTANCE, KNOWN[6], source="world", world=3, run=1)
    assert measure(run_of, "validationAccuracy") != measure(first, "validationAccuracy")


def test_a_problem_is_in_world_0_unless_said(service, tmp_path):
    problem = Problem(service, INSTANCE, evaluations=20)
    trajectory = run(problem, regularised_evolution(problem, seed=1, population=8))
    assert (trajectory.header["source"], trajectory.header["world"]) == ("world", 0)
    assert {one.source for one in trajectory.outcomes if one.hash} == {"world"}
    path = tmp_path / "search.jsonl"
    trajectory.write(path)
    assert replay(service, path).spending.to_json() == problem.spending.to_json()
    other = Problem(service, INSTANCE, world=1, evaluations=20)
    assert run(other, random_search(other, seed=1)).outcomes[0].values not in {
        one.values for one in trajectory.outcomes
    }


def test_files_answer_the_worlds_that_were_exported(worlds, path):
    for world in range(WORLDS):
        found = worlds.get_fitness(INSTANCE, KNOWN[6], source="world", world=world, epochs=108)
        predicted = worlds.get_fitness(INSTANCE, KNOWN[6], source="surrogate", epochs=108)
        factor = 1 - (1 + world + found["architectureId"] % 7) / 100
        assert measure(found, "trainingTimeS") == measure(predicted, "trainingTimeS") * factor
        assert (found["world"], found["source"]) == (world, "world")
        assert found["nearestMeasured"] == predicted["nearestMeasured"]
        assert found["standardDeviation"] is None
    with pytest.raises(NotEvaluatedError, match="worlds from 0 to 1, not 2"):
        worlds.get_fitness(INSTANCE, KNOWN[6], source="world", world=2)
    with pytest.raises(NotEvaluatedError, match="run mean"):
        worlds.get_fitness(INSTANCE, KNOWN[6], source="world", run=1)


def test_files_without_worlds_say_so(files):
    with pytest.raises(NotEvaluatedError, match=f"there is no {INSTANCE}.worlds.sqlite"):
        files.get_fitness(INSTANCE, KNOWN[6], source="world")


def test_regret_in_a_world_is_against_its_own_optimum(worlds):
    found = {}
    for world in range(WORLDS):
        problem = Problem(worlds, INSTANCE, world=world, evaluations=30)
        run(problem, random_search(problem, seed=2))
        found[world] = problem.regret()
        page = worlds.list_fitness(
            INSTANCE, source="world", world=world, sort="-validationAccuracy", limit=1
        )
        assert found[world].optimum == measure(page["results"][0], "validationAccuracy")
        assert 0 < found[world].simple == found[world].optimum - found[world].value
        assert 0 < found[world].normalised < 1
    assert found[0].optimum != found[1].optimum
