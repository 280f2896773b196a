"""Initial populations from a release on this machine, as the service answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from .clusters import cluster_indices, k_means, nearest_place, two_components
from .condition import full_key
from .errors import NotEvaluatedError, RequestInvalidError
from .fitness_values import measure_values
from .random_source import RandomSource
from .search.encodings import long, short

if TYPE_CHECKING:
    from .search.encodings import Matrix

Json = dict[str, Any]

METHODS = ("k-means", "random", "latin-hypercube")
_CHOICES = {
    "method": METHODS,
    "encoding": ("short", "long"),
    "source": ("surrogate", "tabular", "auto"),
}
_RANGES = {"size": (2, 100), "sample": (10, 500), "seed": (0, 2**32 - 1)}


class Answering(Protocol):
    """What of the local mode is used."""

    release: str

    def sample_architectures(self, count: int, seed: int, method: str) -> Json: ...
    def get_instance(self, instance: str) -> Json: ...
    def query(self, instance: str, architectures: Sequence[Any], selection: Json) -> Json: ...


def _refused(field: str, detail: str) -> RequestInvalidError:
    return RequestInvalidError(detail, errors=[{"pointer": f"/{field}", "detail": detail}])


def _check(asked: Json) -> None:
    for field, known in _CHOICES.items():
        if asked[field] not in known:
            raise _refused(field, f"{field} is {asked[field]!r}; it is {', '.join(known)}.")
    for field, (least, most) in _RANGES.items():
        value = asked[field]
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise _refused(field, f"{field} is {value!r}; it is an integer from {least} to {most}.")


def encoded(encoding: str, matrix: Matrix, operations: Sequence[str]) -> list[float]:
    """54 numbers, or 294: the bits of the matrix and the five operations."""
    return [*map(float, (long if encoding == "long" else short)(matrix, operations))]


def initial_population(bench: Answering, instance: str, asked: Json) -> Json:
    """The answer of the operation; ``asked`` has its parameters but the instance."""
    _check(asked)
    asked = {**asked, "measure": full_key(asked["measure"]), "from": asked["from"] or instance}
    sampled = bench.sample_architectures(asked["sample"], asked["seed"], "random")["results"]
    found, indices = _population(bench, asked, sampled)
    own: list[Json] | None = found
    if asked["from"] != instance and asked["method"] == "k-means":
        try:
            own, _ = _population(bench, {**asked, "from": instance}, sampled)
        except NotEvaluatedError:
            own = None
    return {
        "release": bench.release,
        "instance": instance,
        "from": asked["from"],
        "measure": asked["measure"],
        "indices": indices,
        "worth": {
            name: None if of is None else _mean(_values(bench, instance, asked, of, None))
            for name, of in (("population", found), ("sample", sampled), ("own", own))
        },
        "results": found,
    }


def _population(
    bench: Answering, asked: Json, sampled: list[Json]
) -> tuple[list[Json], Json | None]:
    method, size, seed = asked["method"], asked["size"], asked["seed"]
    if method != "k-means":
        return bench.sample_architectures(size, seed, method)["results"], None
    if size > len(sampled):
        raise _refused(
            "size",
            f"size is {size} and sample {len(sampled)}; a sample has at least size architectures.",
        )
    columns: list[list[float | None]] = []
    for epochs in bench.get_instance(asked["from"])["epochs"]:
        values = _values(bench, asked["from"], asked, sampled, epochs)
        if None not in values:
            columns.append(values)
    if not columns:
        raise NotEvaluatedError(
            f"{asked['from']} has no {asked['measure']} of all {len(sampled)} sampled "
            "architectures."
        )
    table: Any = [
        [*encoded(asked["encoding"], one["matrix"], one["operations"]), *fitness]
        for one, fitness in zip(sampled, zip(*columns))
    ]
    random = RandomSource(seed)
    points = two_components(table, random)
    clusters = k_means(points, size, random)
    places = dict.fromkeys(nearest_place(centre, points) for centre in clusters.centres)
    return [sampled[place] for place in places], cluster_indices(points, clusters)


def _values(
    bench: Answering, instance: str, asked: Json, architectures: list[Json], epochs: int | None
) -> list[float | None]:
    selection = {
        **{"epochs": epochs, "source": asked["source"], "run": "mean", "seed": 0},
        **{"halfway": False, "deviation": "run"},
    }
    hashes = [one["hash"] for one in architectures]
    values: list[float | None] = []
    for one in bench.query(instance, hashes, selection)["results"]:
        if "error" in one:
            values.append(None)
            continue
        known = measure_values(one)
        if asked["measure"] not in known:
            raise _refused("measure", f"{instance} has no {asked['measure']}.")
        values.append(known[asked["measure"]])
    return values


def _mean(values: Sequence[float | None]) -> float | None:
    total = 0.0
    for value in values:
        if value is None:
            return None
        total += value
    return total / len(values)
