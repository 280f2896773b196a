"""Search on EO NAS-Bench: problems, budgets, trajectories and algorithms.

from eo_nas_bench import Client
from eo_nas_bench.search import Problem, regularised_evolution, run

problem = Problem(Client("release"), "so2sat-lcz42", evaluations=500)
trajectory = run(problem, regularised_evolution(problem, seed=1))
problem.regret()
"""

from ..random_source import RandomSource
from .algorithm import Proposal, Search, run
from .algorithms.genetic_algorithm import Rates, genetic_algorithm
from .algorithms.hyperband import hyperband, successive_halving
from .algorithms.local_search import local_search
from .algorithms.nsga2 import nsga2
from .algorithms.plus_evolution import plus_evolution
from .algorithms.random_search import random_search
from .algorithms.regularised_evolution import regularised_evolution
from .budget import Budget, BudgetSpentError
from .genotype import Genotype, genotype_of
from .objectives import ComplexityWeighted
from .outcome import Outcome
from .problem import Problem
from .regret import Incumbents, Regret
from .replay import ReplayError, replay
from .search_space import SearchSpace, crossover, mutate, tournament
from .trajectory import Trajectory, TrajectoryError, read_trajectory

__all__ = [
    "Budget",
    "BudgetSpentError",
    "ComplexityWeighted",
    "Genotype",
    "Incumbents",
    "Outcome",
    "Problem",
    "Proposal",
    "RandomSource",
    "Rates",
    "Regret",
    "ReplayError",
    "Search",
    "SearchSpace",
    "Trajectory",
    "TrajectoryError",
    "crossover",
    "genetic_algorithm",
    "genotype_of",
    "hyperband",
    "local_search",
    "mutate",
    "nsga2",
    "plus_evolution",
    "random_search",
    "read_trajectory",
    "regularised_evolution",
    "replay",
    "run",
    "successive_halving",
    "tournament",
]
