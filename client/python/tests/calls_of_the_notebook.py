"""Makes the calls of NASBench-101's notebook: a query, random search, regularised evolution.

Prints one JSON object.
"""

import copy
import json
import random

import numpy as np
from nasbench import api

SECONDS = 2e5
VERTICES = 7

nasbench = api.NASBench("nasbench_only108.tfrecord")


def random_spec():
    while True:
        matrix = np.triu(np.random.choice([0, 1], size=(VERTICES, VERTICES)), 1)
        ops = np.random.choice(nasbench.config["available_ops"], size=VERTICES).tolist()
        spec = api.ModelSpec(matrix=matrix, ops=["input", *ops[1:-1], "output"])
        if nasbench.is_valid(spec):
            return spec


def mutated(parent):
    while True:
        matrix, ops = copy.deepcopy(parent.original_matrix), copy.deepcopy(parent.original_ops)
        for source in range(VERTICES - 1):
            for target in range(source + 1, VERTICES):
                if random.random() < 1 / VERTICES:
                    matrix[source, target] = 1 - matrix[source, target]
        for at in range(1, VERTICES - 1):
            if random.random() < 1 / (VERTICES - 2):
                others = [op for op in nasbench.config["available_ops"] if op != ops[at]]
                ops[at] = random.choice(others)
        spec = api.ModelSpec(matrix, ops)
        if nasbench.is_valid(spec):
            return spec


def search(propose):
    """Times, best validation and test accuracies of one search; ``propose`` sees all before."""
    nasbench.reset_budget_counters()
    times, valid, test, seen = [0.0], [0.0], [0.0], []
    while times[-1] <= SECONDS:
        spec = propose(seen)
        data = nasbench.query(spec)
        seen.append((data["validation_accuracy"], spec))
        is_better = data["validation_accuracy"] > valid[-1]
        valid.append(data["validation_accuracy"] if is_better else valid[-1])
        test.append(data["test_accuracy"] if is_better else test[-1])
        times.append(nasbench.get_budget_counters()[0])
    return times, valid, test


def evolved(seen):
    if len(seen) < 20:
        return random_spec()
    sample = random.sample(seen[-20:], 5)
    return mutated(max(sample, key=lambda one: one[0])[1])


random.seed(1)
np.random.seed(1)
cell = api.ModelSpec(
    matrix=[
        [0, 1, 1, 1, 0, 1, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0, 0],
    ],
    ops=[
        "input",
        "conv1x1-bn-relu",
        "conv3x3-bn-relu",
        "conv3x3-bn-relu",
        "conv3x3-bn-relu",
        "maxpool3x3",
        "output",
    ],
)
first = {key: str(value) for key, value in nasbench.query(cell).items()}
searches = {
    name: [search(propose) for _ in range(2)]
    for name, propose in (("random", lambda _: random_spec()), ("evolution", evolved))
}
print(json.dumps({"first": first, "searches": searches}))
