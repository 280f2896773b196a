"""Syne Tune: a blackbox for its simulator; needs ``pip install eo-nas-bench[syne-tune]``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy
from syne_tune.blackbox_repository.blackbox import Blackbox
from syne_tune.config_space import choice, ordinal

from ...cell import OPERATIONS
from ...errors import ArchitectureInvalidError, NotEvaluatedError
from ...fitness_values import measure_values
from ..genotype import EDGE_PLACES, INTERIOR
from ..objectives import ComplexityWeighted, SearchObjective, Wanted, objectives_of
from .configspace import genotype_of_configuration

if TYPE_CHECKING:
    from ...client import Client
    from ..problem import Source

#: Name of the fidelity: the training budget.
FIDELITY = "epochs"
#: Name of the elapsed time: ``elapsed_time_attr`` of the backend. Seconds.
ELAPSED = "training_time_s"
#: Of a cell without a value, in a measure of which less is better: schedulers compare no infinity.
WORST = 1e30


class SearchBlackbox(Blackbox):  # type: ignore[misc]
    """An instance of the benchmark as Syne Tune simulates it: time passes as training does.

    The scheduler and the tuner hold the budget, so that nothing is charged here. Objectives keep
    the units and the direction of their measures: give ``do_minimize=False`` for an accuracy.
    """

    def __init__(
        self,
        client: Client,
        instance: str,
        *,
        objectives: Wanted | Sequence[Wanted] = "validationAccuracy",
        source: Source = "world",
        world: int = 0,
        budgets: Sequence[int] = (),
    ) -> None:
        """``budgets`` are the epochs that a trial reports at; all of the instance by default.

        An invalid cell and one without a value score 0, or ``WORST`` where less is better, and take
        no time. Raises ``ValueError`` where the instance has no such measure or budget, or no
        training time.
        """
        described = client.get_instance(instance)
        single = isinstance(objectives, (str, ComplexityWeighted))
        named = cast("list[Wanted]", [objectives] if single else list(objectives))
        self._objectives = objectives_of(described, named)
        self._time = objectives_of(described, ["trainingTimeS"])[0]
        self._budgets = sorted(budgets or described["epochs"])
        unknown = set(self._budgets) - set(described["epochs"])
        if unknown:
            raise ValueError(
                f"{instance} has no budget of {min(unknown)} epochs; it has: "
                f"{', '.join(map(str, described['epochs']))}."
            )
        self._client, self._instance = client, instance
        self._asked: dict[str, Any] = {"source": source, "world": world, "run": "mean"}
        edges = {f"edge_{at}": choice([0, 1]) for at in range(EDGE_PLACES)}
        operations = {f"operation_{at}": choice(list(OPERATIONS)) for at in range(INTERIOR)}
        super().__init__(
            configuration_space={**edges, **operations},
            fidelity_space={FIDELITY: ordinal(self._budgets)},
            objectives_names=[*(one.name for one in self._objectives), ELAPSED],
        )

    @property
    def fidelity_values(self) -> Any:
        """The budgets in epochs, ascending: an array of integers."""
        return numpy.array(self._budgets)

    def _objective_function(
        self,
        configuration: Mapping[str, Any],
        fidelity: Mapping[str, Any] | None = None,
        seed: int | None = None,
    ) -> Any:
        if fidelity is not None:
            row = self._row(configuration, int(fidelity[FIDELITY]))
            return dict(zip(self.objectives_names, row))
        return numpy.array([self._row(configuration, epochs) for epochs in self._budgets])

    def _row(self, configuration: Mapping[str, Any], epochs: int) -> list[float]:
        genotype = genotype_of_configuration(configuration)
        cell = {"matrix": genotype.matrix, "operations": genotype.operations}
        try:
            answer = self._client.get_fitness(self._instance, cell, epochs=epochs, **self._asked)
        except (ArchitectureInvalidError, NotEvaluatedError):
            return [*map(_worst, self._objectives), 0.0]
        values = measure_values(answer)
        found = [one.value(values) for one in self._objectives]
        scores = [
            _worst(one) if value is None else value for one, value in zip(self._objectives, found)
        ]
        return [*scores, self._time.value(values) or 0.0]


def _worst(objective: SearchObjective) -> float:
    return 0.0 if objective.maximize else WORST
