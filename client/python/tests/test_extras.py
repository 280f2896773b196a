"""Each extra runs against the library that it is for."""

import functools
import warnings

import numpy
import optuna
import pytest
from ConfigSpace import Configuration
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.operators.crossover.pntx import TwoPointCrossover
from pymoo.operators.mutation.bitflip import BitflipMutation
from pymoo.operators.repair.rounding import RoundingRepair
from pymoo.operators.sampling.rnd import IntegerRandomSampling
from pymoo.optimize import minimize

from eo_nas_bench import EoNasBenchError
from eo_nas_bench.search import Problem as AnyProblem
from eo_nas_bench.search import regularised_evolution, run
from eo_nas_bench.search.comparison import curve
from eo_nas_bench.search.extras.configspace import genotype_of_configuration, to_configspace
from eo_nas_bench.search.extras.ioh import write_ioh
from eo_nas_bench.search.extras.naslib import dataset_api
from eo_nas_bench.search.extras.optuna import objective
from eo_nas_bench.search.extras.pymoo import WORST, SearchProblem

INSTANCE = "vector-instance"
Problem = functools.partial(AnyProblem, source="surrogate")


@pytest.fixture(autouse=True)
def _quiet():
    # The libraries' own warnings are not this package's.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_optuna_optimises_a_problem_and_prunes_over_epochs(files):
    problem = Problem(files, INSTANCE, epoch_budget=12_000)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        sampler=optuna.samplers.RandomSampler(seed=1),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=5),
    )
    study.optimize(objective(problem, budgets=(12, 108)), n_trials=60)
    trained = [one for one in problem.trajectory.outcomes if one.status == "trained"]
    assert study.best_value == min(problem.cost(one) for one in trained if one.epochs == 108)
    assert 0 < sum(one.epochs == 108 for one in trained) < sum(one.epochs == 12 for one in trained)


def test_a_configuration_is_a_genotype(files):
    space = to_configspace(seed=1)
    problem = Problem(files, INSTANCE, evaluations=50)
    configurations = space.sample_configuration(40)
    outcomes = problem.evaluate_many(map(genotype_of_configuration, configurations))
    invalid = sum(one.status == "invalid" for one in outcomes)
    assert 0 < invalid < 25
    again = Configuration(space, values=dict(configurations[0]))
    assert genotype_of_configuration(again) == genotype_of_configuration(configurations[0])


def test_smac_optimises_a_problem(files, tmp_path):
    from smac import HyperparameterOptimizationFacade, Scenario

    problem = Problem(files, INSTANCE, evaluations=40, invalid="zero", repeats="charged")
    scenario = Scenario(
        to_configspace(seed=1), deterministic=True, n_trials=20, seed=1, output_directory=tmp_path
    )

    def target(configuration, seed=0):
        return problem.cost(problem.evaluate(genotype_of_configuration(configuration)))

    smac = HyperparameterOptimizationFacade(scenario, target, logging_level=50, overwrite=True)
    best = smac.optimize()
    assert len(problem.trajectory.outcomes) == 20
    found = problem.cost(problem.evaluate(genotype_of_configuration(best)))
    assert found == min(map(problem.cost, problem.trajectory.outcomes))


def test_pymoo_finds_a_front_of_a_problem(files):
    names = ["validationAccuracy", "trainingTimeS"]
    problem = Problem(files, INSTANCE, objectives=names, evaluations=1000, repeats="charged")
    algorithm = NSGA2(
        pop_size=20,
        sampling=IntegerRandomSampling(),
        crossover=TwoPointCrossover(),
        mutation=BitflipMutation(prob_var=0),
        repair=RoundingRepair(),
        eliminate_duplicates=True,
    )
    found = minimize(SearchProblem(problem), algorithm, ("n_gen", 10), seed=1)
    assert len(problem.trajectory.outcomes) == 200
    assert numpy.all(found.F < WORST)
    costs = [problem.costs(one) for one in problem.trajectory.outcomes]
    for point in found.F.tolist():
        assert point in costs
        assert not any(a < point[0] and b < point[1] for a, b in costs)


def test_syne_tune_simulates_a_search_in_the_time_of_the_trainings(files, tmp_path, monkeypatch):
    monkeypatch.setenv("SYNETUNE_FOLDER", str(tmp_path))
    from syne_tune import StoppingCriterion, Tuner
    from syne_tune.backend.simulator_backend.simulator_callback import SimulatorCallback
    from syne_tune.blackbox_repository.simulated_tabular_backend import UserBlackboxBackend
    from syne_tune.optimizer.baselines import REA

    from eo_nas_bench.search.extras.syne_tune import ELAPSED, FIDELITY, SearchBlackbox

    seen = []

    class Recorder(SimulatorCallback):
        def on_trial_result(self, trial, status, result, decision):
            super().on_trial_result(trial, status, result, decision)
            seen.append((trial.config, dict(result)))

    blackbox = SearchBlackbox(files, INSTANCE, source="surrogate")
    scheduler = REA(
        blackbox.configuration_space,
        metric="validationOverallAccuracy",
        do_minimize=False,
        population_size=5,
        random_seed=1,
    )
    Tuner(
        trial_backend=UserBlackboxBackend(blackbox, elapsed_time_attr=ELAPSED),
        scheduler=scheduler,
        stop_criterion=StoppingCriterion(max_num_trials_finished=20),
        n_workers=4,
        sleep_time=0,
        callbacks=[Recorder()],
        save_tuner=False,
    ).run()
    budgets = list(blackbox.fidelity_values)
    assert {result[FIDELITY] for _, result in seen} == set(budgets)
    valid = 0
    for configuration, result in seen:
        genotype = genotype_of_configuration(configuration)
        cell = {"matrix": genotype.matrix, "operations": genotype.operations}
        accuracy, seconds = result["validationOverallAccuracy"], result[ELAPSED]
        try:
            known = files.get_fitness(
                INSTANCE, cell, epochs=int(result[FIDELITY]), source="surrogate"
            )["metrics"]
        except EoNasBenchError:
            assert accuracy == 0
            continue
        valid += 1
        assert accuracy == known["overallAccuracy"]["validation"]
        assert seconds >= known["trainingTimeS"]
    assert valid > 20
    # Four workers pass at least the mean of their trainings.
    assert max(result["st_tuner_time"] for _, result in seen) >= sum(
        result[ELAPSED] for _, result in seen if result[FIDELITY] == budgets[-1]
    ) / 4 - max(result[ELAPSED] for _, result in seen)


def test_a_syne_tune_blackbox_refuses_a_budget_that_the_instance_lacks(files):
    from eo_nas_bench.search.extras.syne_tune import WORST, SearchBlackbox

    with pytest.raises(ValueError, match=f"{INSTANCE} has no budget of 5 epochs; it has: "):
        SearchBlackbox(files, INSTANCE, budgets=[5])
    blackbox = SearchBlackbox(files, INSTANCE, objectives=["validationAccuracy", "trainingTimeS"])
    edges = {name: 0 for name in blackbox.configuration_space if name.startswith("edge")}
    operations = {f"operation_{at}": "maxpool3x3" for at in range(5)}
    nothing = blackbox({**edges, **operations}, fidelity={"epochs": 108})
    assert list(nothing.values()) == [0.0, WORST, 0.0]


def test_naslib_finds_what_its_query_of_nasbench101_asks_for(files):
    # NASLib is not on PyPI: these are the calls of its query, on what it is given.
    path = files._backend._files.by_instance[INSTANCE].path
    given = dataset_api(path)
    one = files.sample_architectures(1, seed=3)["results"][0]
    spec = given["api"].ModelSpec(matrix=numpy.array(one["matrix"]), ops=one["operations"])
    assert given["nb101_data"].is_valid(spec)
    found = given["nb101_data"].query(spec)
    known = files.get_fitness(INSTANCE, one["hash"])["metrics"]
    assert found["validation_accuracy"] == known["overallAccuracy"]["validation"]
    assert found["training_time"] == known["trainingTimeS"]
    budgets = given["nb101_data"].valid_epochs
    assert all(given["nb101_data"].query(spec, epochs=one) for one in budgets if one in (12, 108))


def test_ioh_files_have_every_charged_evaluation_and_its_best(files, tmp_path):
    problems = []
    for seed in (1, 2):
        problems.append(Problem(files, INSTANCE, evaluations=30))
        run(problems[-1], regularised_evolution(problems[-1], seed=seed, population=10))
    base = write_ioh(tmp_path, "regularised-evolution", problems)
    about, _, runs = (base / f"IOHprofiler_f1_{INSTANCE}.info").read_text().splitlines()
    assert 'algId = "regularised-evolution"' in about
    name, *ends = runs.split(", ")
    text = (base / name).read_text()
    found = [part.split("\n")[1:-1] for part in text.split('"function evaluation"')[1:]]
    for problem, rows, end in zip(problems, found, ends):
        table = [list(map(float, row.split())) for row in rows]
        assert [row[0] for row in table] == list(range(1, 31))
        charged = [one for one in problem.trajectory.outcomes if one.charged]
        assert [row[1] for row in table] == list(map(problem.cost, charged))
        assert [row[2] for row in table] == curve(problem)
        assert end.split(":")[1] == f"30|{table[-1][2]!r}"
