"""Drop-in for ``nasbench.api`` of NASBench-101: change the import, keep the search code.

    from eo_nas_bench import nasbench_api as api

    nasbench = api.NASBench("release/so2sat-lcz42.sqlite", seed=1)
    data = nasbench.query(api.ModelSpec(matrix, ops))

The same keys, units and exceptions. An answer is a dict with one thing more: ``data.source`` says
whether its numbers were measured (``tabular``) or predicted (``surrogate``).
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from .answer_types import Source
from .arrays import adjacency_of
from .cell import EDGES_MAX, OPERATIONS, VERTICES_MAX, parse_cell
from .client import Client
from .errors import ArchitectureNotFoundError, NotEvaluatedError
from .metrics_table import Metrics, MetricsTable, numbers_of
from .model_spec import ModelSpec
from .module_hash import representative
from .references import plain

__all__ = ["MissingEvaluationError", "ModelSpec", "NASBench", "OutOfDomainError"]

_INSTANCE = re.compile(r"(.+)#([a-z0-9][a-z0-9-]*)\Z")


#: Where a cell's numbers come from, by what is answered for cells that were not measured.
_SOURCES: dict[str | None, Source] = {
    None: "tabular",
    "mean": "auto",
    "random": "auto",
    "surrogate": "surrogate",
    "world": "world",
}


class OutOfDomainError(Exception):
    """The cell or the number of epochs is not in the search space."""


class MissingEvaluationError(OutOfDomainError, KeyError):
    """The cell is in the search space, but there is no such number of it."""

    def __str__(self) -> str:
        return str(self.args[0])


class _Hashes(Collection[str]):
    """The module hashes of a benchmark, as a view that may be walked again and again."""

    def __init__(self, table: MetricsTable) -> None:
        self._table = table

    def __iter__(self) -> Iterator[str]:
        return self._table.hashes()

    def __len__(self) -> int:
        return self._table.count()

    def __contains__(self, digest: object) -> bool:
        try:
            return isinstance(digest, str) and any(self._table.metrics(digest)[1].values())
        except ArchitectureNotFoundError:
            return False


class _Statistics(Mapping[str, Any]):
    """``fixed_statistics`` or ``computed_statistics``, loaded as they are looked at."""

    def __init__(self, nasbench: NASBench, place: int) -> None:
        self._nasbench = nasbench
        self._place = place

    def __getitem__(self, digest: str) -> Any:
        return self._nasbench.get_metrics_from_hash(digest)[self._place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._nasbench.hash_iterator())

    def __len__(self) -> int:
        return len(self._nasbench.hash_iterator())


class NASBench:
    """NASBench-101's interface to one instance of EO NAS-Bench."""

    def __init__(
        self,
        source: str | os.PathLike[str] | Client,
        seed: Any = None,
        *,
        instance: str | None = None,
        predictions: str | None = "mean",
        repeats: int | None = None,
        world: int = 0,
    ) -> None:
        """Opens a service by its URL, a release folder, or one ``{instance}.sqlite``.

        ``seed`` is that of the draws: two objects with one seed give the same answers to the same
        queries in the same order. ``instance`` is the benchmark problem, which may also end the
        source (``http://…#cifar10``); it is needed where the source has several. ``predictions``
        is what a cell that was not measured is answered with: the ``mean`` that the surrogate
        predicts, a ``random`` draw from its predictive distribution, or None: then it raises
        ``MissingEvaluationError``. ``surrogate`` answers every cell with the predicted mean, and
        ``world`` with its true value in the world of that number: both take no measured value, so
        that all cells are on one scale. With ``repeats`` every cell has at least so many runs at
        each budget that is predicted: what was not measured is a seeded draw from the surrogate's
        predictive distribution, and says so (``source`` "surrogate", ``run`` "random"); in a world
        they are its runs, which need a service.
        """
        if repeats is not None and repeats < 1:
            raise ValueError(f"repeats is {repeats}; it is an integer from 1.")
        if predictions not in ("mean", "random", "surrogate", "world", None):
            raise ValueError(
                f"predictions is {predictions!r}; it is 'mean', 'random', 'surrogate', 'world' or "
                "None."
            )
        if isinstance(source, Client):
            self._bench = source
        else:
            address = os.fspath(source)
            named = None if os.path.exists(address) else _INSTANCE.match(address)
            if named is not None:
                address, instance = named[1], instance or named[2]
            self._bench = Client(address)
        try:
            self.instance = self._described(instance)
        except BaseException:
            if self._bench is not source:
                self._bench.close()
            raise
        self._id: str = self.instance["id"]
        self._source: Source = _SOURCES[predictions]
        self._world = world
        self._draw_predictions = predictions == "random"
        self._repeats = repeats
        self._random = random.Random(seed)
        self._table = MetricsTable(self._bench, self.instance, self._source, repeats, world)
        self._cache_representatives()
        self.config = {
            "module_vertices": VERTICES_MAX,
            "max_edges": EDGES_MAX,
            "num_repeats": max(1, self.instance["runs"], repeats or 1),
            "available_ops": list(OPERATIONS),
        }
        self.valid_epochs: set[int] = set(self.instance["epochs"])
        self.fixed_statistics: Mapping[str, Any] = _Statistics(self, 0)
        self.computed_statistics: Mapping[str, Any] = _Statistics(self, 1)
        self.history: dict[str, Any] = {}
        self.training_time_spent = 0.0
        self.total_epochs_spent = 0

    def _cache_representatives(self) -> None:
        self._fixed_of = lru_cache(maxsize=1 << 16)(self._table.representative)

    def __getstate__(self) -> dict[str, Any]:
        # A cache is a function, which pickle does not take.
        return {name: value for name, value in vars(self).items() if name != "_fixed_of"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._cache_representatives()

    def _described(self, instance: str | None) -> Any:
        if instance is None:
            known = self._bench.list_instances()["results"]
            if len(known) != 1:
                names = ", ".join(one["id"] for one in known)
                raise ValueError(f"Name the instance: NASBench(…, instance=…), one of {names}.")
            found = known[0]
        else:
            found = self._bench.get_instance(instance)
        if not any(metric["name"] == "overallAccuracy" for metric in found["metrics"]):
            raise ValueError(f"{found['id']} has no overallAccuracy; use Client.query.")
        return found

    def query(
        self, model_spec: ModelSpec, epochs: int | None = None, stop_halfway: bool = False
    ) -> Any:
        """One evaluation of a cell, drawn from its runs; adds to the budget counters.

        ``epochs`` is 108 where the instance has it, else its largest budget.

        Accuracies are fractions, ``training_time`` is in seconds. An accuracy that the instance
        does not have is None. Raises ``OutOfDomainError`` for a cell or epochs outside the space,
        ``MissingEvaluationError`` where there is no evaluation, nothing halfway, or no training
        time, which the budget counters need.
        """
        if epochs is None:
            epochs = 108 if 108 in self.valid_epochs else max(self.valid_epochs, default=108)
        if epochs not in self.valid_epochs:
            raise OutOfDomainError(
                f"{self._id} has no {epochs} epochs; it has {sorted(self.valid_epochs)}."
            )
        self._check_spec(model_spec)
        digest = self._hash_spec(model_spec)
        if stop_halfway and not self._table.has_halfway:
            raise MissingEvaluationError(f"{self._id} has no halfway measurements.")
        answer = self._evaluation(digest, epochs, stop_halfway)
        numbers = numbers_of(answer)
        if numbers["training_time"] is None:
            raise MissingEvaluationError(
                f"{self._id} at {epochs} epochs has no{' halfway' if stop_halfway else ''} "
                f"training time for {digest}, so the budget cannot be counted; "
                "Client.query gives what there is."
            )
        matrix, operations = self._representative(digest, model_spec)
        data = Metrics(answer["source"], answer["run"], answer["nearestMeasured"])
        data["module_adjacency"] = adjacency_of(matrix)
        data["module_operations"] = list(operations)
        data["trainable_parameters"] = answer["trainableParameters"]
        data.update(numbers)
        self.training_time_spent += numbers["training_time"]
        self.total_epochs_spent += epochs // 2 if stop_halfway else epochs
        return data

    def _representative(self, digest: str, spec: ModelSpec) -> tuple[list[list[int]], list[str]]:
        if self._bench.local:
            return self._fixed_of(digest)
        # Found here, so that a query is one request.
        form = representative(parse_cell(plain(spec.matrix), spec.ops).cell)
        return form.matrix, form.operations

    def _evaluation(self, digest: str, epochs: int, halfway: bool) -> Any:
        def ask(run: str | int, seed: int = 0) -> Any:
            return self._bench.get_fitness(
                self._id,
                digest,
                epochs=epochs,
                source=self._source,
                world=self._world,
                run=run,
                seed=seed,
                halfway=halfway,
            )

        try:
            answer = ask("mean")
        except NotEvaluatedError as error:
            raise MissingEvaluationError(error.detail) from error
        if self._repeats is not None and answer["runs"] < self._repeats and not halfway:
            place = self._random.randrange(self._repeats)
            if place >= answer["runs"]:
                return self._drawn(digest, epochs, place, answer)
            return ask(place)
        if answer["runs"] > 0:
            # The mean of one run is that run.
            run = self._random.randint(0, answer["runs"] - 1)
            return ask(run) if answer["runs"] > 1 else {**answer, "run": run}
        if self._draw_predictions:
            return ask("random", self._random.getrandbits(32))
        return answer

    def _drawn(self, digest: str, epochs: int, place: int, otherwise: Any) -> Any:
        found = self._table.drawn([digest], epochs, place)[0]
        return otherwise if found is None else found

    def is_valid(self, model_spec: ModelSpec) -> bool:
        """Whether a cell is in the search space; costs no budget and asks nothing."""
        try:
            self._check_spec(model_spec)
        except OutOfDomainError:
            return False
        return True

    def get_budget_counters(self) -> tuple[float, int]:
        """Seconds of training and epochs that the queries so far would have taken."""
        return self.training_time_spent, self.total_epochs_spent

    def reset_budget_counters(self) -> None:
        """Sets both counters to zero."""
        self.training_time_spent = 0.0
        self.total_epochs_spent = 0

    def hash_iterator(self) -> Collection[str]:
        """The module hashes of all cells that are answered, ascending.

        What comes next is asked for ahead, in batches, when ``get_metrics_from_hash`` is called
        hash after hash.
        """
        return _Hashes(self._table)

    def get_metrics_from_hash(self, module_hash: str) -> tuple[Any, Any]:
        """All there is of a cell, free of budget: what is fixed, and a list of runs by epochs.

        Each of ``valid_epochs`` has a list, which is empty where there is nothing. A cell that was
        not measured at some epochs has one entry there, the surrogate's mean, with ``source``
        "surrogate"; with ``repeats`` so many draws. What is not known is None. Raises
        ``KeyError`` for an unknown hash.
        """
        try:
            fixed, computed = self._table.metrics(module_hash)
        except ArchitectureNotFoundError as error:
            raise KeyError(module_hash) from error
        if not any(computed.values()):
            raise MissingEvaluationError(f"{module_hash} was not evaluated on {self._id}.")
        matrix = adjacency_of(fixed["module_adjacency"])
        return (
            {**fixed, "module_adjacency": matrix},
            {epochs: [entry.copy() for entry in runs] for epochs, runs in computed.items()},
        )

    def get_metrics_from_spec(self, model_spec: ModelSpec) -> tuple[Any, Any]:
        """``get_metrics_from_hash`` of a cell; raises ``OutOfDomainError`` outside the space."""
        self._check_spec(model_spec)
        return self.get_metrics_from_hash(self._hash_spec(model_spec))

    def evaluate(self, model_spec: ModelSpec, model_dir: str) -> Any:
        """Training a cell is not what this package does."""
        raise NotImplementedError("This package looks results up; it trains no networks.")

    def _check_spec(self, model_spec: ModelSpec) -> None:
        if not model_spec.valid_spec:
            raise OutOfDomainError("No path leads from the input of the cell to its output.")
        ops = list(model_spec.ops)
        entries = [entry for row in plain(model_spec.matrix) for entry in row]
        if len(ops) > VERTICES_MAX:
            raise OutOfDomainError(f"The cell has {len(ops)} vertices; {VERTICES_MAX} are allowed.")
        if any(entry not in (0, 1) for entry in entries):
            raise OutOfDomainError("The matrix has an entry other than 0 and 1.")
        if sum(entries) > EDGES_MAX:
            raise OutOfDomainError(f"The cell has {sum(entries)} edges; {EDGES_MAX} are allowed.")
        if ops[0] != "input" or ops[-1] != "output":
            raise OutOfDomainError("The first operation is 'input' and the last 'output'.")
        for op in ops[1:-1]:
            if op not in self.config["available_ops"]:
                raise OutOfDomainError(f"There is no operation {op!r}; there are {OPERATIONS}.")

    def _hash_spec(self, model_spec: ModelSpec) -> str:
        return model_spec.hash_spec(OPERATIONS)
