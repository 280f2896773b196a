"""Landscapes of a release on this machine: footprints, local optima, basins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable, NamedTuple

from .condition import full_key
from .errors import NotEvaluatedError, ReleaseFileError, RequestInvalidError
from .instance_file import InstanceFile
from .listing import measure_key
from .measures import Measure, measures_of
from .nearest_name import did_you_mean
from .neighbour_graph import NeighbourGraph

Json = dict[str, Any]

_VERSION = 3
OPERATORS = ("graph-edit", "hamming-289", "published-136")
SOURCES = ("tabular", "surrogate")


class Landscapes(NamedTuple):
    """The landscapes of an instance, and what the entries of their footprints are."""

    entries: Json
    landscapes: list[Json]


def read_landscapes(folder: Path, instance: str) -> Landscapes:
    """None are there where the folder has no file of them."""
    path = folder / f"landscapes-{instance}.json"
    try:
        file = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Landscapes({}, [])
    except (OSError, ValueError) as error:
        raise ReleaseFileError(f"{path} cannot be read ({error}); download it again.") from error
    if file.get("version") != _VERSION:
        raise ReleaseFileError(
            f"{path} has no landscapes of version {_VERSION}; export the release again."
        )
    return Landscapes(file["entries"], file["landscapes"])


def landscape_measures(instance: Mapping[str, Any]) -> list[Measure]:
    """The measures to maximize on validation and test data."""
    maximized = {one["name"] for one in instance["metrics"] if one["direction"] == "maximize"}
    return [
        measure
        for measure in measures_of(instance, False)
        if measure.metric in maximized and measure.split in ("validation", "test")
    ]


class Choice(NamedTuple):
    """Which landscape is asked for; ``measure`` is None for the first."""

    epochs: int
    measure: str | None
    operator: str


def find_landscape(instance: Mapping[str, Any], landscapes: list[Json], choice: Choice) -> Json:
    """Raises ``RequestInvalidError`` and ``NotEvaluatedError`` as the service does."""
    key = None if choice.measure is None else _checked(instance, choice.measure)
    for one in landscapes:
        asked = (choice.epochs, choice.operator, one["measure"] if key is None else key)
        if (one["epochs"], one["operator"], one["measure"]) == asked:
            return one
    known = dict.fromkeys(f"{one['measure']} at {one['epochs']}" for one in landscapes)
    raise NotEvaluatedError(
        f"{instance['id']} has no landscape of {key or 'any measure'} at {choice.epochs} epochs: "
        "it needs predictions, or at least 1,000 measured architectures. "
        f"The release has: {', '.join(known) or 'none'}."
    )


def _checked(instance: Mapping[str, Any], measure: str) -> str:
    key = full_key(measure)
    known = [measure_key(one) for one in landscape_measures(instance)]
    if key in known:
        return key
    detail = (
        f"{instance['id']} has no landscape of {measure}.{did_you_mean(key, known)} "
        f"Landscapes are of: {', '.join(known) or 'none'}."
    )
    raise RequestInvalidError(detail, errors=[{"pointer": "/measure", "detail": detail}])


def described(entries: Json) -> list[Json]:
    """The entries of a footprint without values, in order."""
    fields = ("unit", "description", "scale")
    return [
        {"key": key, **{field: entry[field] for field in fields}} for key, entry in entries.items()
    ]


def scaled(entry: Json, value: float | None) -> float | None:
    """A value on the scale of an entry, cut at 0 and 1."""
    if value is None:
        return None
    centre, rim = entry["scale"]
    return float(min(1.0, max(0.0, (value - centre) / (rim - centre))))


class Sourced(NamedTuple):
    """A landscape of one source."""

    own: Json
    fitness_of: Callable[[int], float | None]

    @property
    def optima(self) -> Json:
        """All local optima, of neighbours by one edit."""
        return dict(self.own["optima"])

    def optimum(self, place: int, digest: str) -> Json:
        """A local optimum by its place in the list."""
        architecture_id = self.optima["architectureIds"][place]
        return {
            "hash": digest,
            "architectureId": architecture_id,
            "fitness": self.fitness_of(architecture_id),
            "basinSize": self.optima["basinSizes"][place],
            "plateauSize": self.optima["plateauSizes"][place],
        }


def sourced(file: InstanceFile, landscape: Json, source: str) -> Sourced:
    """Raises ``NotEvaluatedError`` where this source has no landscape."""
    own = landscape["measured" if source == "tabular" else "predicted"]
    if own is None:
        other = "surrogate" if source == "tabular" else "tabular"
        raise NotEvaluatedError(
            f"{file.instance['id']} has no {source} landscape of {landscape['measure']} at "
            f"{landscape['epochs']} epochs; ask with source {other}."
        )
    measures = landscape_measures(file.instance)
    column = next(one.column for one in measures if measure_key(one) == landscape["measure"])
    statement = (
        f'SELECT eo_mean("{column}") FROM evaluation_rows'
        if source == "tabular"
        else f'SELECT "{column}" FROM prediction_rows'
    ) + " WHERE epochs = :epochs AND architecture_id = :id"
    known: dict[int, float | None] = {}

    def fitness_of(architecture_id: int) -> float | None:
        if architecture_id not in known:
            asked = {"epochs": landscape["epochs"], "id": architecture_id}
            found = file.select(statement, asked)
            known[architecture_id] = found[0][0] if found else None
        return known[architecture_id]

    return Sourced(own, fitness_of)


def structure_of(found: Sourced, hash_of: Callable[[int], str]) -> Json:
    """Walks, the fitness by distance and the optima network, as the service answers them."""
    own, fitness_of = found

    def member(one: int) -> Json:
        return {"hash": hash_of(one), "architectureId": one, "fitness": fitness_of(one)}

    network, distance = own["network"], own["distance"]
    of_nodes = zip(network["basinSizes"], network["plateauSizes"], network["stays"])
    return {
        "architectures": own["architectures"],
        "walks": [
            {"architectureIds": walk, "fitness": [fitness_of(one) for one in walk]}
            for walk in own["walks"]
        ],
        "distance": {**distance, "best": member(distance["best"])},
        "network": {
            "optima": network["optima"],
            "nodes": [
                {**member(one), "basinSize": basin, "plateauSize": plateau, "stays": stays}
                for one, (basin, plateau, stays) in zip(network["architectureIds"], of_nodes)
            ],
            "edges": [
                {"from": one, "to": other, "weight": weight}
                for one, other, weight in network["edges"]
            ],
        },
    }


class Climb(NamedTuple):
    """The ids on the way, the start first, and the least id of the plateau where it ends."""

    path: list[int]
    optimum: int


def climb(graph: NeighbourGraph, fitness_of: Callable[[int], float | None], start: int) -> Climb:
    """Steepest ascent, by the rules of the service: the least id of equals, across plateaus the
    nearest member that has a fitter neighbour."""
    path = [start]

    def fittest_of(one: int) -> int:
        fittest, best = one, _known(fitness_of(one))
        for other in graph.neighbours(one):
            value = fitness_of(other)
            if value is not None and value > best:
                fittest, best = other, value
        return fittest

    while True:
        here = path[-1]
        following = fittest_of(here)
        if following != here:
            path.append(following)
            continue
        plateau = _plateau(graph, fitness_of, here)
        queue = [one for one in plateau if fittest_of(one) != one]
        if not queue:
            return Climb(path, plateau[0])
        moves: dict[int, int] = {}
        left = set(plateau).difference(queue)
        for one in queue:
            for other in graph.neighbours(one):
                if other in left:
                    left.discard(other)
                    moves[other] = one
                    queue.append(other)
        while here in moves:
            here = moves[here]
            path.append(here)


def _known(value: float | None) -> float:
    if value is None:
        raise ValueError("An architecture without a value is no part of a landscape.")
    return value


def _plateau(
    graph: NeighbourGraph, fitness_of: Callable[[int], float | None], start: int
) -> list[int]:
    members, waiting = {start}, [start]
    while waiting:
        for other in graph.neighbours(waiting.pop()):
            if other not in members and fitness_of(other) == fitness_of(start):
                members.add(other)
                waiting.append(other)
    return sorted(members)
