"""Aging evolution as in NASBench-101: python aging_evolution.py SOURCE [SECONDS] [SEED]."""

import collections
import copy
import random

from command_line import start
from random_search import OPS, VERTICES, api, evaluate, random_spec


def mutate_spec(nasbench, parent):
    """A cell of the search space with on average one edge flipped and one operation changed."""
    while True:
        matrix = [[int(entry) for entry in row] for row in parent.original_matrix]
        ops = copy.deepcopy(parent.original_ops)
        for x in range(VERTICES - 1):
            for y in range(x + 1, VERTICES):
                if random.random() < 1 / VERTICES:
                    matrix[x][y] = 1 - matrix[x][y]
        for vertex in range(1, VERTICES - 1):
            if random.random() < 1 / (VERTICES - 2):
                ops[vertex] = random.choice([op for op in OPS if op != ops[vertex]])
        spec = api.ModelSpec(matrix, ops)
        if nasbench.is_valid(spec):
            return spec


def run_aging_evolution(nasbench, max_time_budget, population_size=50, tournament_size=10):
    """Trajectory of (seconds of training, best validation accuracy, its test accuracy)."""
    nasbench.reset_budget_counters()
    population, trajectory = collections.deque(), []
    best = {"validation_accuracy": -1.0}
    while True:
        if len(population) < population_size:
            spec = random_spec(nasbench)
        else:
            tournament = random.sample(list(population), tournament_size)
            spec = mutate_spec(nasbench, max(tournament, key=lambda one: one[0])[1])
            population.popleft()  # the oldest dies, not the worst
        data = evaluate(nasbench, spec)
        population.append((data["validation_accuracy"], spec))
        best = max(best, data, key=lambda one: one["validation_accuracy"])
        time_spent, _ = nasbench.get_budget_counters()
        trajectory.append((time_spent, best["validation_accuracy"], best["test_accuracy"]))
        if time_spent > max_time_budget:
            return trajectory


if __name__ == "__main__":
    found = run_aging_evolution(*start())
    time_spent, validation, test = found[-1]
    print(f"{len(found)} cells in {time_spent:.0f} s of training: ", end="")
    print(f"validation accuracy {validation:.4f}, test accuracy {test:.4f}")
