"""Remote mode: a running service."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any, Callable
from urllib.parse import quote

from .errors import ApiError
from .references import locate, reference_of
from .transport import Transport

Json = dict[str, Any]

#: Most architectures that the service takes in one request.
BATCH = 10_000
#: Most architectures that a page of a listing has.
PAGE = 1000


def _as_floats(values: Any) -> Any:
    # JSON does not tell 1 from 1.0; a measured value is a float in both modes.
    if isinstance(values, dict):
        return {name: _as_floats(value) for name, value in values.items()}
    return float(values) if isinstance(values, int) else values


def _typed(result: Json) -> Json:
    for name in ("metrics", "standardDeviation"):
        if result.get(name) is not None:
            result[name] = _as_floats(result[name])
    return result


class RemoteBackend:
    """The operations of the API, each a request."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def url(self) -> str:
        return self._transport.url

    def close(self) -> None:
        self._transport.close()

    def list_instances(self) -> Json:
        return dict(self._transport.get("/v1/instances"))

    def get_instance(self, instance: str) -> Json:
        return dict(self._transport.get(f"/v1/instances/{_segment(instance)}"))

    def get_architecture(self, digest: str) -> Json:
        return dict(self._transport.get(f"/v1/architectures/{digest}"))

    def list_neighbours(self, digest: str, page: Json) -> Json:
        return dict(self._transport.get(f"/v1/architectures/{digest}/neighbours", page))

    def sample_architectures(self, count: int, seed: int, method: str) -> Json:
        query = {"count": count, "seed": seed, "method": method}
        return dict(self._transport.get("/v1/architectures/sample", query))

    def resolve_architectures(self, architectures: Sequence[Any]) -> Json:
        def ask(batch: list[Any]) -> Json:
            return dict(self._transport.post("/v1/architectures/resolve", {"architectures": batch}))

        return _batched(ask, architectures)

    def query(self, instance: str, architectures: Sequence[Any], selection: Json) -> Json:
        asked = {name: value for name, value in selection.items() if value is not None}

        def ask(batch: list[Any]) -> Json:
            body = {"instance": instance, **asked, "architectures": batch}
            waiting = self._transport.waiting()
            while True:
                answer = dict(self._transport.post("/v1/query", body))
                # All of it again: an answer is of one release.
                errors = (result.get("error") for result in answer["results"])
                preparing = next((one for one in errors if one and "progress" in one), None)
                if not waiting.wait(preparing, None):
                    return answer

        answer = _batched(ask, architectures)
        for result in answer["results"]:
            _typed(result)
        return answer

    def get_fitness(self, instance: str, architecture: Any, selection: Json) -> Json:
        digest, _ = locate(reference_of(architecture))
        path = f"/v1/instances/{_segment(instance)}/architectures/{digest}"
        return _typed(dict(self._transport.get(path, selection)))

    def list_fitness(self, instance: str, selection: Json, listing: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/architectures"
        page = dict(self._transport.get(path, {**selection, **listing}))
        for result in page["results"]:
            _typed(result)
        return page

    def get_pareto_front(self, instance: str, selection: Json, objectives: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/pareto"
        front = dict(self._transport.get(path, {**selection, **objectives}))
        for result in front["results"]:
            _typed(result)
        return front

    def get_front_membership(self, instance: str, asked: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/pareto/membership"
        return dict(self._transport.get(path, asked))

    def get_statistics(self, instance: str, selection: Json, asked: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/statistics"
        rows = {name: value for name, value in selection.items() if name != "deviation"}
        return dict(self._transport.get(path, {**rows, **asked}))

    def get_initial_population(self, instance: str, asked: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/initial-population"
        return dict(self._transport.get(path, asked))

    def get_landscape(self, instance: str, asked: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/landscape"
        return dict(self._transport.get(path, asked))

    def get_landscape_structure(self, instance: str, asked: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/landscape/structure"
        return dict(self._transport.get(path, asked))

    def compare_landscapes(self, instance: str, other: str, asked: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/landscape/compare"
        return dict(self._transport.get(path, {**asked, "with": other}))

    def list_optima(self, instance: str, asked: Json, page: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/optima"
        return dict(self._transport.get(path, {**asked, **page}))

    def get_basin(self, instance: str, digest: str, asked: Json) -> Json:
        path = f"/v1/instances/{_segment(instance)}/architectures/{digest}/basin"
        return dict(self._transport.get(path, asked))

    def list_surrogates(self) -> Json:
        return dict(self._transport.get("/v1/surrogates"))

    def get_surrogate(self, surrogate: str) -> Json:
        return dict(self._transport.get(f"/v1/surrogates/{_segment(surrogate)}"))

    def list_releases(self) -> Json:
        return dict(self._transport.get("/v1/releases"))

    def get_release(self, release: str) -> Json:
        return dict(self._transport.get(f"/v1/releases/{_segment(release)}"))

    def get_limits(self) -> Json:
        return dict(self._transport.get("/v1/limits"))

    def hashes(self, instance: str, measured_only: bool) -> Iterator[Sequence[str]]:
        described = self.get_instance(instance)
        budgets, surrogate = described["epochs"], described["surrogate"]
        measured_only = measured_only or surrogate is None
        if not measured_only:
            # One budget that is predicted has them all.
            cards = self._transport.get("/v1/surrogates")["results"]
            budgets = [
                one["epochs"][-1] for one in cards if one["id"] == surrogate and one["epochs"]
            ] or budgets
        source = "tabular" if measured_only else "auto"
        streams = [self._listed(instance, epochs, source) for epochs in budgets]
        # Each is ascending; an architecture may be measured at several budgets.
        merged = (digest for digest, _ in groupby(heapq.merge(*streams)))
        while page := list(islice(merged, PAGE)):
            yield page

    def _listed(self, instance: str, epochs: int, source: str) -> Iterator[str]:
        path = f"/v1/instances/{_segment(instance)}/architectures"
        query: Json = {"epochs": epochs, "source": source, "limit": PAGE}
        while True:
            page = self._transport.get(path, query)
            for result in page["results"]:
                yield result["hash"]
            if page.get("next") is None:
                return
            query["cursor"] = page["next"]

    def hash_count(self, instance: str, measured_only: bool) -> int:
        described = self.get_instance(instance)
        measured_only = measured_only or described["surrogate"] is None
        return int(described["architectures"]["tabular" if measured_only else "total"])


def _segment(text: str) -> str:
    return quote(text, safe="")


def _batched(ask: Callable[[list[Any]], Json], architectures: Sequence[Any]) -> Json:
    references = [reference_of(architecture) for architecture in architectures]
    batches = [references[at : at + BATCH] for at in range(0, len(references), BATCH)]
    answers = _asked(ask, batches or [[]])
    if len({answer.get("release") for answer in answers}) > 1:
        # A new release came between two batches; an answer is never a mixture of two.
        answers = _asked(ask, batches)
        if len({answer.get("release") for answer in answers}) > 1:
            raise ApiError("The release changed twice during this query; ask again.")
    merged = dict(answers[0])
    merged["results"] = [result for answer in answers for result in answer["results"]]
    return merged


def _asked(ask: Callable[[list[Any]], Json], batches: list[list[Any]]) -> list[Json]:
    return [ask(batch) for batch in batches]
