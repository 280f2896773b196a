"""Code that was written for NASBench-101 runs unedited."""

import json
import pickle
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from vectors import vectors

from eo_nas_bench import nasbench_api as api

INSTANCE = "vector-instance"
PACKAGE = Path(__file__).resolve().parents[1]
ALIAS = PACKAGE / "nasbench_alias"
KNOWN = vectors("fitness")["architectures"]
MEASURED_ONCE, MEASURED_TWICE, PREDICTED = KNOWN[1], KNOWN[2], KNOWN[5]


@pytest.fixture
def path(files):
    return str(files._backend._files.by_instance[INSTANCE].path)


def spec_of(one):
    return api.ModelSpec(one["matrix"], one["operations"])


def test_every_valid_number_of_epochs_has_a_list_for_every_cell(path):
    nasbench = api.NASBench(path, predictions=None)
    _, computed = nasbench.get_metrics_from_hash(MEASURED_TWICE["hash"])
    assert set(computed) == nasbench.valid_epochs
    assert [len(computed[epochs]) for epochs in (12, 36, 108)] == [0, 0, 2]
    # As the official example walks over them.
    for epochs in nasbench.valid_epochs:
        for repeat in range(len(computed[epochs])):
            assert computed[epochs][repeat]["final_training_time"] > 0


def test_an_open_benchmark_can_be_pickled(path):
    nasbench = api.NASBench(path, seed=1)
    nasbench.query(spec_of(PREDICTED))
    copied = pickle.loads(pickle.dumps(nasbench))
    assert copied.get_budget_counters() == nasbench.get_budget_counters()
    assert copied.query(spec_of(MEASURED_TWICE)).run == nasbench.query(spec_of(MEASURED_TWICE)).run


@pytest.mark.parametrize("one", [MEASURED_ONCE, MEASURED_TWICE, PREDICTED])
def test_three_repeats_are_filled_with_marked_draws(path, one):
    nasbench = api.NASBench(path, seed=1, repeats=3)
    assert nasbench.config["num_repeats"] == 3
    _, computed = nasbench.get_metrics_from_hash(one["hash"])
    runs = computed[108]
    assert len(runs) == 3
    _, plain = api.NASBench(path, seed=1).get_metrics_from_hash(one["hash"])
    measured = [run for run in plain[108] if run.source == "tabular"]
    assert runs[: len(measured)] == measured
    drawn = runs[len(measured) :]
    assert {(run.source, run.run) for run in drawn} <= {("surrogate", "random")}
    values = [run["final_test_accuracy"] for run in drawn]
    assert len(set(values)) == len(values)
    seen = {nasbench.query(spec_of(one))["test_accuracy"] for _ in range(40)}
    assert seen == {run["final_test_accuracy"] for run in runs}


def test_a_plain_query_takes_the_largest_budget_where_there_are_no_108_epochs(path, monkeypatch):
    nasbench = api.NASBench(path)
    monkeypatch.setattr(nasbench, "valid_epochs", {12, 36})
    before = nasbench.get_budget_counters()[1]
    nasbench.query(spec_of(MEASURED_ONCE))
    assert nasbench.get_budget_counters()[1] - before == 36
    with pytest.raises(api.OutOfDomainError):
        nasbench.query(spec_of(MEASURED_ONCE), epochs=108)


UNEDITED = """
from nasbench import api
from nasbench.lib import config, graph_util, model_spec
import numpy as np

nasbench = api.NASBench('nasbench_only108.tfrecord', seed=1)
matrix = np.array([[0, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]])
ops = ['input', 'conv3x3-bn-relu', 'maxpool3x3', 'output']
spec = model_spec.ModelSpec(matrix, ops)
assert isinstance(spec, api.ModelSpec)
assert graph_util.hash_module(matrix, [-1, 0, 2, -2]) == spec.hash_spec(
    config.build_config()['available_ops'])
fixed, computed = nasbench.get_metrics_from_spec(spec)
print(np.mean([computed[108][k]['final_test_accuracy'] for k in range(3)]) > 0)
"""


# The steps of the official example, in its order.
WALK = """
from nasbench import api

nasbench = api.NASBench('nasbench_full.tfrecord')
spec = api.ModelSpec(
    matrix=[[0, 1, 0], [0, 0, 1], [0, 0, 0]], ops=['input', 'conv3x3-bn-relu', 'output'])
data = nasbench.query(spec)
print(sorted(data))
print(nasbench.get_budget_counters()[1])
fixed, computed = nasbench.get_metrics_from_spec(spec)
for epochs in nasbench.valid_epochs:
    for repeat in range(len(computed[epochs])):
        assert 'final_test_accuracy' in computed[epochs][repeat]
measured = {epochs: 0 for epochs in nasbench.valid_epochs}
for unique_hash, _ in zip(nasbench.hash_iterator(), range(60)):
    fixed, computed = nasbench.get_metrics_from_hash(unique_hash)
    assert fixed['module_operations'][0] == 'input'
    for epochs in nasbench.valid_epochs:
        measured[epochs] += len(computed[epochs])
print(sorted(measured), measured[108] > 0)
"""


def with_four_epochs(path, folder):
    """A copy of the file whose second runs at 108 epochs were trained for 4."""
    copied = shutil.copy(path, folder / "four.sqlite")
    with sqlite3.connect(copied) as database:
        database.execute("update evaluation_rows set epochs = 4 where epochs = 108 and run = 1")
        ((text,),) = database.execute("select value from meta where key = 'instance_json'")
        instance = json.loads(text)
        instance["epochs"] = sorted({4, *instance["epochs"]})
        meta = json.dumps(instance)
        database.execute("update meta set value = ? where key = 'instance_json'", [meta])
    database.close()
    return copied


def run_unedited(script, **environment):
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parent,  # has neither package
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def on_source_tree(**environment):
    return {"PYTHONPATH": f"{PACKAGE}:{ALIAS}", **environment}


def test_the_steps_of_the_official_example_run_with_and_without_four_epochs(path, tmp_path):
    for source, epochs in [
        (path, [12, 36, 108]),
        (with_four_epochs(path, tmp_path), [4, 12, 36, 108]),
    ]:
        done = run_unedited(WALK, **on_source_tree(EO_NAS_BENCH_SOURCE=str(source)))
        assert done.returncode == 0, done.stderr
        keys, spent, walked = done.stdout.splitlines()
        assert "validation_accuracy" in keys
        assert "trainable_parameters" in keys
        assert (spent, walked) == ("108", f"{epochs} True")


def test_the_alias_answers_under_the_names_of_nasbench(path):
    given = on_source_tree(EO_NAS_BENCH_SOURCE=path, EO_NAS_BENCH_REPEATS="3")
    done = run_unedited(UNEDITED, **given)
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr
    assert "Set EO_NAS_BENCH_SOURCE" in run_unedited(UNEDITED, **on_source_tree()).stderr


def test_both_packages_install_from_wheels(path, tmp_path):
    def run(*args, cwd=tmp_path):
        command = [sys.executable, "-m", *args]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    wheels, site = tmp_path / "wheels", tmp_path / "site"
    for package in (PACKAGE, ALIAS):
        run("hatchling", "build", "-t", "wheel", "-d", str(wheels), cwd=package)
    found = [str(wheel) for wheel in wheels.glob("*.whl")]
    assert len(found) == 2
    run("pip", "install", "--no-deps", "--no-index", "--target", str(site), *found)
    installed = {"PYTHONPATH": str(site), "EO_NAS_BENCH_SOURCE": path, "EO_NAS_BENCH_REPEATS": "3"}
    for script in (UNEDITED, WALK):
        done = run_unedited(script, **installed)
        assert done.returncode == 0, done.stderr
    modules = (
        "import nasbench.lib.model_spec as m, eo_nas_bench as e; print(m.__file__, e.__file__)"
    )
    shown = run_unedited(modules, **installed).stdout.split()
    assert all(one.startswith(str(site)) for one in shown)


def test_the_graph_functions_of_the_alias_agree_with_their_definitions(monkeypatch):
    monkeypatch.syspath_prepend(str(ALIAS))
    from nasbench.lib import graph_util

    is_edge = graph_util.gen_is_edge_fn(0b101)
    assert [is_edge(0, 1), is_edge(0, 2), is_edge(1, 2), is_edge(2, 1)] == [
        True,
        False,
        True,
        False,
    ]
    for case in vectors("isomorphism"):
        (first, *_), digest = case["forms"], case["hash"]
        labels = ["input", "conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3", "output"]
        for form in case["forms"][:4]:
            matrix, operations = numpy.array(form["matrix"]), form["operations"]
            assert graph_util.is_full_dag(matrix)
            numbers = [-1, *(labels.index(one) - 1 for one in operations[1:-1]), -2]
            assert graph_util.hash_module(matrix, numbers) == digest
            assert graph_util.is_isomorphic(
                (matrix, operations), (numpy.array(first["matrix"]), first["operations"])
            )
    graph, names = graph_util.permute_graph([[0, 1, 0], [0, 0, 1], [0, 0, 0]], "abc", [0, 2, 1])
    assert graph.tolist() == [[0, 0, 1], [0, 0, 0], [0, 1, 0]]
    assert names == ["a", "c", "b"]
    assert not graph_util.is_isomorphic(([[0, 1], [0, 0]], "ab"), ([[0, 0], [0, 0]], "ab"))
    assert graph_util.num_edges(graph) == 2
