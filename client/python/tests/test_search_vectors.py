"""Both languages search alike: the same seed, the same trajectory."""

import pytest
from vectors import vectors

from eo_nas_bench.search import (
    Rates,
    Trajectory,
    genetic_algorithm,
    local_search,
    plus_evolution,
    random_search,
    regularised_evolution,
    run,
)
from eo_nas_bench.search.replay import problem_of

CASES = vectors("search")


def search_of(problem, algorithm):
    seed, given = algorithm["seed"], dict(algorithm["parameters"])
    if algorithm["name"] == "genetic-algorithm":
        rates = Rates(*(given.pop(name) for name in ("crossover", "mutation", "gene")))
        return genetic_algorithm(problem, seed=seed, rates=rates, **given)
    others = {
        "random-search": random_search,
        "local-search": local_search,
        "regularised-evolution": regularised_evolution,
        "plus-evolution": plus_evolution,
    }
    return others[algorithm["name"]](problem, seed=seed, **given)


@pytest.mark.parametrize("place", range(len(CASES)))
def test_a_search_has_the_trajectory_of_the_vectors(files, place):
    case = CASES[place]
    header = case["header"]
    problem = problem_of(files, Trajectory(header, []))
    found = list(run(problem, search_of(problem, header["algorithm"])).lines())
    assert found[0] == header
    assert found[1:] == case["outcomes"]
    assert problem.spending.to_json() == case["spent"]


def test_the_vectors_have_every_kind_of_outcome():
    outcomes = [outcome for case in CASES for outcome in case["outcomes"]]
    statuses = {outcome["status"] for outcome in outcomes}
    assert statuses == {"trained", "repeated", "invalid", "unevaluated"}
    assert {outcome["charged"] for outcome in outcomes} == {True, False}
