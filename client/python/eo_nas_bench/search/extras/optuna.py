"""Optuna: suggestions as genotypes; needs ``pip install eo-nas-bench[optuna]``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Callable

from ..genotype import EDGE_PLACES, GENES, Genotype
from ..problem import Problem

if TYPE_CHECKING:
    import optuna


def suggest(trial: optuna.Trial) -> Genotype:
    """A genotype of 26 categorical parameters, ``edge0`` to ``edge20`` and ``operation0`` on."""
    genes = [
        trial.suggest_categorical(f"edge{at}", [0, 1])
        if at < EDGE_PLACES
        else trial.suggest_categorical(f"operation{at - EDGE_PLACES}", [0, 1, 2])
        for at in range(GENES)
    ]
    return Genotype(tuple(int(gene) for gene in genes))


def objective(problem: Problem, *, budgets: Sequence[int] = ()) -> Callable[[optuna.Trial], float]:
    """The cost of a trial, to be minimised.

    With ``budgets`` a trial reports its cost after each number of epochs, so that a pruner can stop
    it. Invalid cells without a value are pruned.
    """
    import optuna

    def cost_of(trial: optuna.Trial) -> float:
        genotype = suggest(trial)
        cost = float("inf")
        for epochs in budgets or (problem.epochs,):
            outcome = problem.evaluate(genotype, epochs=epochs)
            cost = problem.cost(outcome)
            if cost == float("inf"):
                raise optuna.TrialPruned
            trial.report(cost, epochs)
            if epochs != problem.epochs and trial.should_prune():
                raise optuna.TrialPruned
        return cost

    return cost_of
