"""ConfigSpace, for SMAC and others; needs ``pip install eo-nas-bench[configspace]``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...cell import OPERATIONS
from ..genotype import EDGE_PLACES, INTERIOR, Genotype

if TYPE_CHECKING:
    from ConfigSpace import ConfigurationSpace


def to_configspace(seed: int | None = None) -> ConfigurationSpace:
    """26 categorical parameters: ``edge_0`` to ``edge_20``, ``operation_0`` to ``operation_4``."""
    from ConfigSpace import CategoricalHyperparameter, ConfigurationSpace

    space = ConfigurationSpace(seed=seed)
    space.add([CategoricalHyperparameter(f"edge_{at}", [0, 1]) for at in range(EDGE_PLACES)])
    space.add(
        [CategoricalHyperparameter(f"operation_{at}", list(OPERATIONS)) for at in range(INTERIOR)]
    )
    return space


def genotype_of_configuration(configuration: Mapping[str, Any]) -> Genotype:
    """The genotype of a configuration of ``to_configspace``."""
    edges = [int(configuration[f"edge_{at}"]) for at in range(EDGE_PLACES)]
    names = [str(configuration[f"operation_{at}"]) for at in range(INTERIOR)]
    return Genotype((*edges, *(OPERATIONS.index(name) for name in names)))
