"""Random search on NASBench-101's interface: python random_search.py SOURCE [SECONDS] [SEED]."""

import random
import sys

from command_line import start

from eo_nas_bench import nasbench_api as api  # or: from nasbench import api

INPUT, OUTPUT = "input", "output"
OPS = ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"]
VERTICES = 7


def random_spec(nasbench):
    """A random cell of the search space."""
    while True:
        matrix = [
            [random.choice([0, 1]) if x < y else 0 for y in range(VERTICES)]
            for x in range(VERTICES)
        ]
        ops = [INPUT, *(random.choice(OPS) for _ in range(VERTICES - 2)), OUTPUT]
        spec = api.ModelSpec(matrix=matrix, ops=ops)
        if nasbench.is_valid(spec):
            return spec


def evaluate(nasbench, spec):
    """One evaluation, with the validation accuracy that a search selects by."""
    data = nasbench.query(spec)
    if data["validation_accuracy"] is None:
        sys.exit("This instance has no validation accuracy to select by; name one that has.")
    return data


def run_random_search(nasbench, max_time_budget):
    """Trajectory of (seconds of training, best validation accuracy, its test accuracy)."""
    nasbench.reset_budget_counters()
    best, trajectory = None, []
    while True:
        data = evaluate(nasbench, random_spec(nasbench))
        # Selected by the validation accuracy; the test accuracy only compares searches.
        if best is None or data["validation_accuracy"] > best["validation_accuracy"]:
            best = data
        time_spent, _ = nasbench.get_budget_counters()
        trajectory.append((time_spent, best["validation_accuracy"], best["test_accuracy"]))
        if time_spent > max_time_budget:
            return trajectory


if __name__ == "__main__":
    found = run_random_search(*start())
    time_spent, validation, test = found[-1]
    print(f"{len(found)} cells in {time_spent:.0f} s of training: ", end="")
    print(f"validation accuracy {validation:.4f}, test accuracy {test:.4f}")
