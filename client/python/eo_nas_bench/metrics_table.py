"""All metrics of cells in the shape of ``nasbench.api``, fetched in batches."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .answer_types import Source
from .client import Client
from .errors import ArchitectureNotFoundError, error_of

#: Most hashes that are fetched ahead of a scan.
AHEAD_MOST = 1000

_ACCURACIES = ("train", "validation", "test")

Fixed = dict[str, Any]
Computed = dict[int, list["Metrics"]]


class Metrics(dict):  # type: ignore[type-arg]
    """A dict that says where its numbers come from.

    ``source`` is ``tabular`` (measured), ``surrogate`` (predicted) or ``world`` (drawn); ``run`` is
    the number of the run, or ``mean`` or ``random`` of a prediction. ``nearest_measured`` is the
    number of graph edits from a predicted cell to the nearest one that the surrogate was trained
    on, else None.
    """

    def __init__(self, source: str, run: Any, nearest_measured: int | None = None) -> None:
        super().__init__()
        self.source = source
        self.run = run
        self.nearest_measured = nearest_measured

    def copy(self) -> Metrics:
        copied = Metrics(self.source, self.run, self.nearest_measured)
        copied.update(self)
        return copied

    def __reduce__(self) -> Any:
        return _restored, (self.source, self.run, self.nearest_measured, dict(self))


def _restored(
    source: str, run: Any, nearest_measured: int | None, values: Mapping[str, Any]
) -> Metrics:
    made = Metrics(source, run, nearest_measured)
    made.update(values)
    return made


def numbers_of(answer: Mapping[str, Any] | None) -> dict[str, float | None]:
    """Training time (s) and accuracies (fractions) of an answer, None where it has none."""
    metrics = {} if answer is None else answer["metrics"]
    accuracies = metrics.get("overallAccuracy") or {}
    return {
        "training_time": metrics.get("trainingTimeS"),
        **{f"{split}_accuracy": accuracies.get(split) for split in _ACCURACIES},
    }


class MetricsTable:
    """The metrics of one instance by module hash. A scan in order is fetched ahead in batches."""

    def __init__(
        self,
        bench: Client,
        instance: Mapping[str, Any],
        source: Source,
        repeats: int | None = None,
        world: int = 0,
    ) -> None:
        self._bench = bench
        self._id = instance["id"]
        self._epochs: Sequence[int] = instance["epochs"]
        self._source = source
        self._repeats = repeats
        self._world = world
        self.has_halfway = any(metric.get("halfway") for metric in instance["metrics"])
        # Hashes that were listed, ascending; where the last look-up was; what was fetched ahead.
        self._listed: list[str] = []
        self._expected: int | None = None
        self._ahead = 1
        self._fetched: dict[str, tuple[Fixed, Computed]] = {}

    def count(self) -> int:
        return self._bench.hash_count(self._id, measured_only=self._source == "tabular")

    def hashes(self) -> Iterator[str]:
        """Ascending; a page is known before its first hash is given."""
        measured_only = self._source == "tabular"
        for page in self._bench.hash_pages(self._id, measured_only=measured_only):
            if page and (not self._listed or page[0] > self._listed[-1]):
                self._listed.extend(page)
            yield from page

    def representative(self, digest: str) -> tuple[list[list[int]], list[str]]:
        """Matrix and operations; raises ``ArchitectureNotFoundError``."""
        (described,) = self._bench.resolve_architectures([digest])["results"]
        if "error" in described:
            raise error_of(dict(described["error"]))
        return described["matrix"], described["operations"]

    def metrics(self, digest: str) -> tuple[Fixed, Computed]:
        """Fixed and computed metrics; computed are empty where nothing was evaluated.

        Raises ``ArchitectureNotFoundError``.
        """
        known = self._fetched.get(digest)
        place = bisect_left(self._listed, digest)
        listed = place < len(self._listed) and self._listed[place] == digest
        if known is None:
            wanted = [digest]
            if listed and place == self._expected:
                self._ahead = min(AHEAD_MOST, self._ahead * 4)
                wanted = self._listed[place : place + self._ahead]
            else:
                self._ahead = 1
            self._fetched = self._fetch(wanted)
            known = self._fetched.get(digest)
        self._expected = place + 1 if listed else None
        if known is None:
            raise ArchitectureNotFoundError(f"No architecture has the hash {digest}.")
        return known

    def _ask(self, digests: Sequence[str], epochs: int, run: Any, halfway: bool) -> list[Any]:
        if not digests or (halfway and not self.has_halfway):
            return [None] * len(digests)
        answer = self._bench.query(
            self._id,
            digests,
            epochs=epochs,
            source=self._source,
            world=self._world,
            run=run,
            halfway=halfway,
        )
        return [None if "error" in result else result for result in answer["results"]]

    def _fetch(self, digests: Sequence[str]) -> dict[str, tuple[Fixed, Computed]]:
        found: dict[str, tuple[Fixed, Computed]] = {}
        for digest, described in zip(
            digests, self._bench.resolve_architectures(digests)["results"]
        ):
            if "error" not in described:
                fixed = {
                    "module_adjacency": described["matrix"],
                    "module_operations": described["operations"],
                    "trainable_parameters": None,
                }
                found[digest] = (fixed, {epochs: [] for epochs in self._epochs})
        for epochs in self._epochs:
            self._fetch_budget(found, epochs)
        return found

    def drawn(self, digests: Sequence[str], epochs: int, place: int) -> list[Any]:
        """A draw from the prediction at each place of the runs; None where none is predicted."""
        if self._source == "tabular":
            return [None] * len(digests)
        if self._source == "world":
            return self._ask(digests, epochs, place, False)
        answer = self._bench.query(
            self._id, digests, epochs=epochs, source="surrogate", run="random", seed=place
        )
        return [None if "error" in result else result for result in answer["results"]]

    def _repeated(self, found: Mapping[str, tuple[Fixed, Computed]], epochs: int) -> None:
        # A prediction's mean is no run, so that draws take its place.
        for digest in found:
            runs = found[digest][1][epochs]
            if len(runs) == 1 and runs[0].source != "tabular":
                runs.clear()
        for place in range(self._repeats or 0):
            some = [digest for digest in found if len(found[digest][1][epochs]) == place]
            if not some:
                continue
            for digest, answer in zip(some, self.drawn(some, epochs, place)):
                if answer is not None:
                    found[digest][1][epochs].append(_entry(answer, None, answer["run"]))

    def _fetch_budget(self, found: Mapping[str, tuple[Fixed, Computed]], epochs: int) -> None:
        means = dict(zip(found, self._ask(list(found), epochs, "mean", False)))
        by_runs: dict[int, list[str]] = {}
        for digest, mean in means.items():
            if mean is None:
                continue
            by_runs.setdefault(mean["runs"], []).append(digest)
            fixed, computed = found[digest]
            earlier = [entry.source for entries in computed.values() for entry in entries]
            first_measured = mean["runs"] > 0 and "tabular" not in earlier
            if first_measured or fixed["trainable_parameters"] is None:
                fixed["trainable_parameters"] = mean["trainableParameters"]
        for runs, some in by_runs.items():
            # A prediction has a mean only, and the mean of a single run is that run.
            for run in range(max(1, runs)):
                asked: Any = run if runs > 1 else "mean"
                finals = self._ask(some, epochs, run, False) if runs > 1 else map(means.get, some)
                halves = self._ask(some, epochs, asked, True)
                for digest, final, half in zip(some, finals, halves):
                    taken = run if runs > 0 else "mean"
                    found[digest][1][epochs].append(_entry(final, half, taken))
        if self._repeats is not None:
            self._repeated(found, epochs)


def _entry(final: Mapping[str, Any], half: Mapping[str, Any] | None, run: Any) -> Metrics:
    entry = Metrics(final["source"], run, final["nearestMeasured"])
    for prefix, answer in (("halfway", half), ("final", final)):
        for name, number in numbers_of(answer).items():
            entry[f"{prefix}_{name}"] = number
    return entry
