"""``eo-nas-bench search``: runs an algorithm and writes its trajectory."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Callable

from ..client import Client
from .algorithm import Search, run
from .algorithms.genetic_algorithm import genetic_algorithm
from .algorithms.local_search import local_search
from .algorithms.nsga2 import nsga2
from .algorithms.plus_evolution import plus_evolution
from .algorithms.random_search import random_search
from .algorithms.regularised_evolution import regularised_evolution
from .problem import Problem

if TYPE_CHECKING:
    Make = Callable[[Problem, int], Search]

SOURCES = ("world", "surrogate", "tabular")
ALGORITHMS: dict[str, Make] = {
    "random-search": lambda problem, seed: random_search(problem, seed=seed),
    "local-search": lambda problem, seed: local_search(problem, seed=seed),
    "regularised-evolution": lambda problem, seed: regularised_evolution(problem, seed=seed),
    "genetic-algorithm": lambda problem, seed: genetic_algorithm(problem, seed=seed),
    "plus-evolution": lambda problem, seed: plus_evolution(problem, seed=seed),
    "nsga2": lambda problem, seed: nsga2(problem, seed=seed),
}


def add_search(command: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    command.add_argument("source", help="a service, a release folder or a .sqlite file of it")
    command.add_argument("instance", help="so2sat-lcz42")
    command.add_argument("--algorithm", choices=ALGORITHMS, default="regularised-evolution")
    command.add_argument("--evaluations", type=int, default=500, help="budget")
    command.add_argument("--objective", action="append", help="a measure; may be repeated")
    command.add_argument("--values", choices=SOURCES, default="world")
    command.add_argument("--world", type=int, default=0, help="number of the world")
    command.add_argument("--seed", type=int, default=1, help="of the algorithm")
    command.add_argument("--output", help="a .jsonl file for the trajectory")


def run_search(given: argparse.Namespace) -> None:
    """Prints the best architecture, what was spent and the regret, as JSON."""
    with Client(given.source) as bench:
        problem = Problem(
            bench,
            given.instance,
            objectives=given.objective or "validationAccuracy",
            source=given.values,
            world=given.world,
            evaluations=given.evaluations,
        )
        trajectory = run(problem, ALGORITHMS[given.algorithm](problem, given.seed))
        if given.output is not None:
            trajectory.write(given.output)
        found = problem.incumbents()
        regret = problem.regret()
        print(
            json.dumps(
                {
                    "hash": found.outcomes[-1].hash,
                    "values": found.outcomes[-1].values,
                    "regret": {"simple": regret.simple, "normalised": regret.normalised},
                    "predicted": found.predicted,
                    "nearestMeasured": found.nearest_measured,
                    "spent": problem.spending.to_json(),
                }
            )
        )
