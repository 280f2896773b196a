"""Code that was written for NASBench-101 runs unedited."""

import pickle
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from vectors import vectors

from eo_nas_bench import nasbench_api as api

INSTANCE = "vector-instance"
ALIAS = Path(__file__).resolve().parents[1] / "nasbench_alias"
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


def test_the_alias_answers_under_the_names_of_nasbench(path):
    def run_with(**environment):
        return subprocess.run(
            [sys.executable, "-c", UNEDITED],
            env={"PYTHONPATH": f"{ALIAS.parent}:{ALIAS}", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    done = run_with(EO_NAS_BENCH_SOURCE=path, EO_NAS_BENCH_REPEATS="3")
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr
    refused = run_with()
    assert "Set EO_NAS_BENCH_SOURCE" in refused.stderr


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
