"""Problems, budgets, policies and trajectories of searches on release files."""

import functools
import itertools
import json
import random

import pytest
from vectors import vectors

from eo_nas_bench import ArchitectureInvalidError, NotEvaluatedError, to_dataframe
from eo_nas_bench.search import (
    BudgetSpentError,
    ComplexityWeighted,
    Genotype,
    RandomSource,
    ReplayError,
    TrajectoryError,
    genetic_algorithm,
    genotype_of,
    hyperband,
    local_search,
    mutate,
    nsga2,
    plus_evolution,
    random_search,
    read_trajectory,
    regularised_evolution,
    replay,
    run,
    successive_halving,
)
from eo_nas_bench.search import Problem as AnyProblem

Problem = functools.partial(AnyProblem, source="surrogate")

INSTANCE = "vector-instance"
INVALID = Genotype((0,) * 26)
KNOWN = [one["hash"] for one in vectors("fitness")["architectures"]]
ALGORITHMS = [
    random_search,
    local_search,
    regularised_evolution,
    genetic_algorithm,
    plus_evolution,
    nsga2,
]


def test_a_repeated_architecture_is_free_or_charged(files):
    for repeats, charged in (("free", 1), ("charged", 3)):
        problem = Problem(files, INSTANCE, evaluations=5, repeats=repeats)
        outcomes = [problem.evaluate(KNOWN[5]) for _ in range(3)]
        assert [one.status for one in outcomes] == ["trained", "repeated", "repeated"]
        assert len({one.values for one in outcomes}) == 1
        spent = problem.spending.to_json()
        assert (spent["charged"], spent["trained"], spent["repeated"]) == (charged, 1, 2)
        assert spent["epochs"] == 108 * charged


def test_an_invalid_cell_costs_nothing_or_scores_zero_or_is_refused(files):
    problem = Problem(files, INSTANCE, evaluations=1, invalid="resample")
    outcome = problem.evaluate(INVALID)
    assert (outcome.status, outcome.charged, outcome.values) == ("invalid", False, (None,))
    assert not problem.done
    problem = Problem(files, INSTANCE, evaluations=1, invalid="zero")
    outcome = problem.evaluate(INVALID)
    assert (outcome.status, outcome.charged, outcome.values) == ("invalid", True, (0.0,))
    assert problem.cost(outcome) == 0
    assert problem.done
    problem = Problem(files, INSTANCE, evaluations=1, invalid="error")
    with pytest.raises(ArchitectureInvalidError):
        problem.evaluate(INVALID)
    assert problem.trajectory.outcomes == []


def test_a_cell_without_a_value_follows_the_same_policy(files):
    problem = Problem(files, INSTANCE, source="tabular", evaluations=2, invalid="zero")
    assert problem.evaluate(KNOWN[6]).status == "unevaluated"
    assert problem.evaluate(KNOWN[3]).status == "trained"
    assert problem.spending.to_json()["epochs"] == 108
    with pytest.raises(NotEvaluatedError):
        Problem(files, INSTANCE, source="tabular", evaluations=2, invalid="error").evaluate(
            KNOWN[6]
        )


def test_a_budget_of_epochs_is_never_exceeded(files):
    problem = Problem(files, INSTANCE, epoch_budget=250)
    for digest in KNOWN[:2]:
        problem.evaluate(digest)
    with pytest.raises(BudgetSpentError):
        problem.evaluate(KNOWN[2])
    problem.evaluate(KNOWN[2], epochs=12)
    assert problem.spending.to_json()["epochs"] == 228


def test_simulated_seconds_pass_on_several_workers(files):
    problem = Problem(files, INSTANCE, seconds=600, workers=2)
    outcomes = run(problem, random_search(problem, seed=3)).outcomes
    assert [one.started_s for one in outcomes[:2]] == [0, 0]
    assert outcomes[2].started_s == min(one.finished_s for one in outcomes[:2])
    assert max(one.started_s for one in outcomes) < 600
    late = [one for one in outcomes if one.finished_s > 600]
    assert late
    best = problem.incumbents().outcomes[-1]
    assert best.finished_s <= 600


def test_noise_gives_every_charged_repeat_a_run_of_its_own(files):
    problem = Problem(files, INSTANCE, evaluations=4, repeats="charged", noise=True, seed=7)
    drawn = [problem.evaluate(KNOWN[6]) for _ in range(4)]
    assert [one.seed for one in drawn] == [7, 8, 9, 10]
    assert len({one.values for one in drawn}) == 4
    regret = problem.regret()
    (true,) = Problem(files, INSTANCE, evaluations=1).evaluate(KNOWN[6]).values
    assert regret.value == true


def test_what_only_proposes_the_known_ends(files, monkeypatch):
    monkeypatch.setattr("eo_nas_bench.search.budget.STALLED_AFTER", 50)
    problem = Problem(files, INSTANCE, evaluations=10)
    for _ in range(51):
        problem.evaluate(KNOWN[0])
    assert problem.done
    with pytest.raises(BudgetSpentError, match="in a row"):
        problem.evaluate(KNOWN[1])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_search_spends_its_budget_and_its_trajectory_replays(files, tmp_path, algorithm):
    objectives = ["validationAccuracy", "trainingTimeS"]
    problem = Problem(files, INSTANCE, objectives=objectives, evaluations=80)
    trajectory = run(problem, algorithm(problem, seed=5))
    assert sum(one.charged for one in trajectory.outcomes) == 80
    again = Problem(files, INSTANCE, objectives=objectives, evaluations=80)
    assert run(again, algorithm(again, seed=5)).outcomes == trajectory.outcomes
    other = Problem(files, INSTANCE, objectives=objectives, evaluations=80)
    assert run(other, algorithm(other, seed=6)).outcomes != trajectory.outcomes
    path = tmp_path / "search.jsonl"
    trajectory.write(path)
    assert read_trajectory(path).outcomes == trajectory.outcomes
    assert replay(files, path).spending.to_json() == problem.spending.to_json()


@pytest.mark.parametrize(
    ("invalid", "repeats"),
    list(itertools.product(["resample", "zero"], ["free", "charged"])),
)
def test_policies_hold_for_evolution_from_the_published_sampling(files, invalid, repeats):
    problem = Problem(files, INSTANCE, evaluations=300, invalid=invalid, repeats=repeats)
    run(problem, regularised_evolution(problem, seed=2, initial="published"))
    spent = problem.spending.to_json()
    assert spent["charged"] == 300
    assert spent["invalid"] > 10
    counted = spent["trained"]
    counted += spent["repeated"] if repeats == "charged" else 0
    counted += spent["invalid"] if invalid == "zero" else 0
    assert counted == 300


def test_a_changed_trajectory_does_not_replay(files, tmp_path):
    problem = Problem(files, INSTANCE, evaluations=5)
    path = tmp_path / "search.jsonl"
    run(problem, random_search(problem, seed=1)).write(path)
    header, first, *rest = path.read_text().splitlines()
    changed = json.loads(first)
    changed["values"][0] += 1e-9
    path.write_text("\n".join([header, json.dumps(changed), *rest]))
    with pytest.raises(ReplayError, match="line 2"):
        replay(files, path)
    path.write_text("\n".join([header.replace("r0123456789ab", "r000000000000"), first, *rest]))
    with pytest.raises(ReplayError, match="r000000000000"):
        replay(files, path)
    path.write_text("nothing")
    with pytest.raises(TrajectoryError):
        replay(files, path)


def test_regret_is_against_the_best_of_all_architectures(files):
    problem = Problem(files, INSTANCE, evaluations=50)
    run(problem, random_search(problem, seed=1))
    best = files.list_fitness(INSTANCE, source="surrogate", sort="-validationAccuracy", limit=1)[
        "results"
    ][0]["metrics"]["overallAccuracy"]["validation"]
    regret = problem.regret()
    found = max(one.values[0] for one in problem.trajectory.outcomes)
    assert (regret.optimum, regret.value, regret.simple) == (best, found, best - found)
    assert 0 < regret.normalised < 1
    incumbents = problem.incumbents()
    assert incumbents.predicted == 1
    assert incumbents.nearest_measured > 0


def test_a_weighted_objective_is_the_accuracy_less_the_cost_of_the_network(files):
    most = files.list_fitness(INSTANCE, sort="-macs", limit=1)["results"][0]["macs"]
    wanted = ComplexityWeighted("validationAccuracy", 0.2)
    problem = Problem(files, INSTANCE, objectives=wanted, evaluations=60)
    trajectory = run(problem, regularised_evolution(problem, seed=1, population=10))
    outcome = trajectory.outcomes[0]
    fitness = files.get_fitness(INSTANCE, outcome.hash, source="surrogate")
    accuracy = fitness["metrics"]["overallAccuracy"]["validation"]
    assert outcome.values == (accuracy - 0.2 * (fitness["macs"] / most),)
    assert trajectory.header["objectives"] == [
        {"name": "validationOverallAccuracy", "direction": "maximize", "macsWeight": 0.2}
    ]
    regret = problem.regret()
    assert regret.simple > 0
    assert regret.normalised is None
    with pytest.raises(ValueError, match="weight"):
        Problem(files, INSTANCE, objectives=ComplexityWeighted("trainingTimeS", 0.2), evaluations=1)


def test_halving_keeps_the_best_third_for_the_next_budget(files):
    problem = Problem(files, INSTANCE, epoch_budget=9 * 12 + 3 * 108)
    budgets = (12, 108)
    run(problem, successive_halving(problem, seed=1, budgets=budgets, architectures=9))
    outcomes = problem.trajectory.outcomes
    assert [one.epochs for one in outcomes] == [12] * 9 + [108] * 3
    kept = sorted(outcomes[:9], key=problem.cost)[:3]
    assert {one.hash for one in kept} == {one.hash for one in outcomes[9:]}
    problem = Problem(files, INSTANCE, epoch_budget=2000)
    run(problem, hyperband(problem, seed=1, budgets=budgets))
    assert {one.epochs for one in problem.trajectory.outcomes} == {12, 108}


def test_a_genotype_is_the_cell_that_it_was_made_of(files):
    for one in vectors("fitness")["architectures"]:
        genotype = genotype_of(one["matrix"], one["operations"])
        (found,) = files.resolve_architectures([(genotype.matrix, genotype.operations)])["results"]
        assert found["hash"] == one["hash"]


def test_the_published_sampling_has_17_invalid_cells_of_100_and_the_plain_one_27(files):
    problem = Problem(files, INSTANCE, evaluations=1)
    source = RandomSource(1)
    count = 4000
    for draw, share in ((problem.space.published, 0.17), (problem.space.matrix, 0.27)):
        invalid = sum(not draw(source).is_valid for _ in range(count)) / count
        assert invalid == pytest.approx(share, abs=4 * (share * (1 - share) / count) ** 0.5)


def test_mutation_changes_as_many_genes_as_its_rates_say():
    source = RandomSource(2)
    parent = Genotype((0, 1) * 13)
    changed = [
        [a != b for a, b in zip(parent.genes, mutate(source, parent, 0.1, 0.5).genes)]
        for _ in range(2000)
    ]
    rates = [sum(column) / len(changed) for column in zip(*changed)]
    assert all(abs(rate - 0.1) < 0.03 for rate in rates[:21])
    assert all(abs(rate - 0.5) < 0.05 for rate in rates[21:])


def test_a_wrong_problem_is_refused(files):
    for wrong in (
        {},
        {"evaluations": 0},
        {"evaluations": 1, "seconds": 1},
        {"evaluations": 1, "objectives": "colour"},
        {"evaluations": 1, "objectives": ["testAccuracy", "testOverallAccuracy"]},
        {"evaluations": 1, "invalid": "ignore"},
        {"evaluations": 1, "repeats": "never"},
        {"evaluations": 1, "source": "auto"},
        {"evaluations": 1, "workers": 0},
    ):
        with pytest.raises(ValueError):
            Problem(files, INSTANCE, **wrong)


def test_a_trajectory_is_a_table(files):
    problem = Problem(files, INSTANCE, evaluations=5)
    table = to_dataframe(run(problem, random_search(problem, seed=1)))
    assert list(table["evaluations"]) == [1, 2, 3, 4, 5]
    assert list(table["epochsSpent"]) == [108 * (at + 1) for at in range(5)]
    assert table["validationOverallAccuracy"].notna().all()


@pytest.mark.parametrize("algorithm", [random_search, regularised_evolution])
def test_a_service_and_files_give_the_same_trajectory(service, files, algorithm):
    trajectories = []
    for client in (service, files):
        problem = Problem(client, INSTANCE, evaluations=60, noise=True, seed=3)
        trajectories.append(list(run(problem, algorithm(problem, seed=4)).lines()))
    assert trajectories[0] == trajectories[1]


def test_many_are_evaluated_as_one_after_the_other(files):
    several = Problem(files, INSTANCE, evaluations=20)
    one = Problem(files, INSTANCE, evaluations=20)
    asked = [*KNOWN, INVALID, KNOWN[0]]
    assert several.evaluate_many(asked) == [one.evaluate(each) for each in asked]


def test_any_problem_is_the_same_on_a_service_and_on_files(service, files):
    drawn = random.Random(11)
    for _ in range(6):
        options = {
            "invalid": drawn.choice(["resample", "zero"]),
            "repeats": drawn.choice(["free", "charged"]),
            "noise": drawn.choice([True, False]),
            "seed": drawn.randrange(2**32),
            **drawn.choice([{"evaluations": 25}, {"epoch_budget": 2500}, {"seconds": 2000}]),
            "source": drawn.choice(["surrogate", "tabular"]),
        }
        algorithm = drawn.choice([random_search, regularised_evolution, genetic_algorithm])
        if options["source"] == "tabular":
            options["invalid"] = "zero"
        seed = drawn.randrange(2**32)
        trajectories = []
        for client in (service, files):
            problem = Problem(client, INSTANCE, **options)
            found = run(problem, algorithm(problem, seed=seed))
            trajectories.append([*found.lines(), problem.spending.to_json()])
        assert trajectories[0] == trajectories[1], options
