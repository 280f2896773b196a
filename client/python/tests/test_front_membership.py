"""In how many worlds architectures are on the Pareto front, hosted and on files."""

import sqlite3
from contextlib import closing

import pytest
from fixture import column

from eo_nas_bench import Client, NotEvaluatedError, RequestInvalidError
from eo_nas_bench.front_membership import FRONT_WORLDS, candidates_of
from eo_nas_bench.pareto import objectives_of

INSTANCE = "vector-instance"
ASKED = {
    "minimize": ["trainableParameters"],
    "maximize": ["validationAccuracy"],
    "where": ["vertices<=6"],
    "candidates": 24,
}


def candidate_hashes(files):
    """The cells of which the membership needs the true values."""
    backend = files._backend
    rows = {"epochs": None, "source": "surrogate", "run": "mean", "seed": 0}
    answers = backend._answers(INSTANCE, {**rows, "halfway": False, "deviation": "run"})
    found, _, _ = candidates_of(answers.file, answers, ASKED, objectives_of(ASKED))
    return {one.architecture_id: answers.file.hash_of(one.architecture_id) for one in found}


def write_worlds(path, service, files):
    """The worlds file of an export, with those cells alone, as the service draws them."""
    hashes = candidate_hashes(files)
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table meta(key text primary key, value text not null)")
        for world in range(FRONT_WORLDS):
            answer = service.query(INSTANCE, list(hashes.values()), source="world", world=world)
            database.execute(
                f"create table world_{world}(architecture_id integer, epochs integer,"
                f" {column('overallAccuracy.validation')} real)"
            )
            rows = [
                (id_, answer["epochs"], one["metrics"]["overallAccuracy"]["validation"])
                for id_, one in zip(hashes, answer["results"])
            ]
            database.executemany(f"insert into world_{world} values (?, ?, ?)", rows)
        database.commit()


@pytest.fixture(scope="module")
def with_worlds(service, files, tmp_path_factory):
    """The release in files beside worlds 0 to 15."""
    folder = tmp_path_factory.mktemp("worlds")
    path = files._backend._files.by_instance[INSTANCE].path
    linked = folder / path.name
    linked.symlink_to(path)
    write_worlds(folder / f"{INSTANCE}.worlds.sqlite", service, files)
    with Client(linked) as client:
        yield client


def test_files_with_the_worlds_answer_as_the_service_does(service, with_worlds):
    found = service.get_front_membership(INSTANCE, **ASKED)
    assert found["worlds"] == FRONT_WORLDS
    assert found["candidates"] == ASKED["candidates"]
    assert found["results"][0]["membership"] > 0
    assert with_worlds.get_front_membership(INSTANCE, **ASKED) == found
    cut = {**ASKED, "limit": 2}
    assert with_worlds.get_front_membership(INSTANCE, **cut)["results"] == found["results"][:2]


def test_files_without_worlds_say_what_they_lack(files):
    with pytest.raises(NotEvaluatedError, match="have no worlds"):
        files.get_front_membership(INSTANCE, **ASKED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimize": [], "maximize": ["validationAccuracy"]},
        {"candidates": 7},
        {"candidates": 2001},
        {"limit": 0},
        {"maximize": ["validationAcuracy"]},
    ],
)
def test_a_wrong_membership_is_refused_alike(service, with_worlds, wrong):
    for client in (service, with_worlds):
        with pytest.raises(RequestInvalidError):
            client.get_front_membership(INSTANCE, **{**ASKED, **wrong})
