"""Makes the calls of nas_benchmarks on NASBench-101: three encodings, its records, its searches.

Prints one JSON object. The encodings are those that Ying et al. (2019) describe and that
tabular_benchmarks/nas_cifar10.py of nas_benchmarks uses.
"""

import collections
import json
import random

import numpy as np
from ConfigSpace import (
    CategoricalHyperparameter,
    ConfigurationSpace,
    Float,
    UniformIntegerHyperparameter,
)
from nasbench import api
from nasbench.lib import graph_util

SEED = 3
VERTICES, EDGES_MOST = 7, 9
PAIRS = VERTICES * (VERTICES - 1) // 2
OPS = ["conv1x1-bn-relu", "conv3x3-bn-relu", "maxpool3x3"]
INCEPTION = [0, 1, 2, 4, 10, 14, 15, 19, 20]


def space_of(scheme):
    space = ConfigurationSpace(seed=SEED)
    for node in range(VERTICES - 2):
        space.add(CategoricalHyperparameter(f"op_node_{node}", OPS))
    if scheme == "B":
        for edge in range(EDGES_MOST):
            space.add(CategoricalHyperparameter(f"edge_{edge}", list(range(PAIRS))))
        return space
    if scheme == "C":
        space.add(UniformIntegerHyperparameter("num_edges", 0, EDGES_MOST))
    for edge in range(PAIRS):
        name = f"edge_{edge}"
        space.add(
            CategoricalHyperparameter(name, [0, 1]) if scheme == "A" else Float(name, (0.0, 1.0))
        )
    return space


def upper_triangle(bits):
    matrix = np.zeros([VERTICES, VERTICES], dtype=np.int8)
    matrix[np.triu_indices(VERTICES, k=1)] = bits
    return matrix


def matrix_of(scheme, config):
    if scheme == "A":
        return upper_triangle([config[f"edge_{edge}"] for edge in range(PAIRS)])
    if scheme == "B":
        number = 0
        for edge in range(EDGES_MOST):
            number |= 1 << (PAIRS - 1 - int(config[f"edge_{edge}"]))
        is_edge = graph_util.gen_is_edge_fn(number)
        return np.fromfunction(is_edge, (VERTICES, VERTICES), dtype=np.int8)
    weights = np.array([config[f"edge_{edge}"] for edge in range(PAIRS)])
    bits = np.zeros(PAIRS)
    bits[np.argsort(weights)[::-1][: config["num_edges"]]] = 1
    return upper_triangle(bits)


class Benchmark:
    """What the published class does with one configuration, and what it records."""

    def __init__(self, scheme):
        self.scheme = scheme
        self.dataset = api.NASBench("nasbench_full.tfrecord")
        self.errors, self.tests, self.costs, self.invalid = [], [], [], 0

    def evaluate(self, config, budget=108):
        matrix = matrix_of(self.scheme, config)
        if graph_util.num_edges(matrix) > EDGES_MOST:
            self.invalid += 1
            return 1, 0
        nodes = [config[f"op_node_{node}"] for node in range(VERTICES - 2)]
        spec = api.ModelSpec(matrix, ["input", *nodes, "output"])
        try:
            data = self.dataset.query(spec, epochs=budget)
        except api.OutOfDomainError:
            self.invalid += 1
            return 1, 0
        _, metrics = self.dataset.get_metrics_from_spec(spec)
        tests = [metrics[108][run]["final_test_accuracy"] for run in range(3)]
        self.tests.append(1 - np.mean(tests))
        self.errors.append(1 - data["validation_accuracy"])
        self.costs.append(data["training_time"])
        return self.errors[-1], self.costs[-1]


def inception_of(scheme, space):
    config = dict(space.sample_configuration())
    for node, op in enumerate([OPS[0], OPS[1], OPS[1], OPS[1], OPS[2]]):
        config[f"op_node_{node}"] = op
    if scheme == "B":
        return {**config, **{f"edge_{at}": edge for at, edge in enumerate(INCEPTION)}}
    bits = {f"edge_{edge}": int(edge in INCEPTION) for edge in range(PAIRS)}
    return {**config, **bits, **({"num_edges": EDGES_MOST} if scheme == "C" else {})}


def evolution(benchmark, space, cycles, population=20, sample=5):
    """Regularised evolution over configurations: one parameter of the parent changes."""
    alive = collections.deque()
    for _ in range(population):
        config = dict(space.sample_configuration())
        alive.append((benchmark.evaluate(config)[0], config))
    for _ in range(cycles - population):
        _, parent = min(random.choices(list(alive), k=sample), key=lambda one: one[0])
        name = random.choice(list(space))
        hyper = space[name]
        child = dict(parent)
        if isinstance(hyper, CategoricalHyperparameter):
            child[name] = random.choice([one for one in hyper.choices if one != parent[name]])
        else:
            child[name] = hyper.sample_value(seed=np.random.RandomState(random.randrange(99)))
        alive.append((benchmark.evaluate(child)[0], child))
        alive.popleft()


def main():
    random.seed(SEED)
    told = {}
    for scheme in "ABC":
        space = space_of(scheme)
        benchmark = Benchmark(scheme)
        benchmark.evaluate(inception_of(scheme, space))
        inception = benchmark.tests[0]
        for config in space.sample_configuration(60):
            benchmark.evaluate(config)
        evolution(benchmark, space, 60)
        # Hyperband gives its budgets as floating-point numbers.
        budgets = [benchmark.evaluate(inception_of(scheme, space), int(b)) for b in (36.0, 108.0)]
        spent, epochs = benchmark.dataset.get_budget_counters()
        told[scheme] = {
            "inception": inception,
            "valid": len(benchmark.errors),
            "invalid": benchmark.invalid,
            "costs": float(sum(benchmark.costs)),
            "spent": spent,
            "epochs": epochs,
            "budgets": [float(error) for error, _ in budgets],
        }
    print(json.dumps(told))


main()
