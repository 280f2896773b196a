"""pymoo: a problem of 26 integers; needs ``pip install eo-nas-bench[pymoo]``."""

from __future__ import annotations

from typing import Any

import numpy
from pymoo.core.problem import Problem as PymooProblem

from ..genotype import EDGE_PLACES, GENES, Genotype
from ..problem import Problem

#: Cost of a cell without a value: pymoo compares no infinite costs.
WORST = 1e30


class SearchProblem(PymooProblem):  # type: ignore[misc]
    """Minimises the costs of a problem over genotypes."""

    def __init__(self, problem: Problem) -> None:
        """Evaluates whole populations with one query."""
        self.problem = problem
        upper = [1] * EDGE_PLACES + [2] * (GENES - EDGE_PLACES)
        super().__init__(
            n_var=GENES, n_obj=len(problem.objectives), xl=0, xu=numpy.array(upper), vtype=int
        )

    def _evaluate(self, x: Any, out: Any, *_: Any, **__: Any) -> None:
        genotypes = [Genotype(tuple(int(gene) for gene in row)) for row in x]
        outcomes = self.problem.evaluate_many(genotypes)
        costs = [self.problem.costs(outcome) for outcome in outcomes]
        out["F"] = numpy.minimum(numpy.array(costs, dtype=float), WORST)
