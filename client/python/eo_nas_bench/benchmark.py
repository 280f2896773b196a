"""One interface to a hosted benchmark and to a release on this machine."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

from .local import LocalBackend
from .references import locate, plain, reference_of, whole
from .remote import RemoteBackend
from .transport import Transport

Json = dict[str, Any]

_RUN = re.compile(r"[0-9]{1,9}\Z")


class EONASBench:
    """EO NAS-Bench, hosted or on this machine: the same methods, the same answers.

    Each method returns the JSON of the API's operation as a dict. An architecture is a module hash,
    a pair of matrix and operations, a ``ModelSpec``, or the API's own form (``{"hash": …}`` or
    ``{"matrix": …, "operations": …}``); numpy arrays are taken too. Accuracies are fractions from
    0 to 1, ``latencyMs`` milliseconds, ``trainingTimeS`` seconds.

    Errors are ``ApiError`` with the code of the API, in both modes; ``UnreachableError`` where no
    service answers; ``ReleaseFileError`` where a file is missing, cut short or altered.
    """

    def __init__(
        self,
        url_or_path: str | os.PathLike[str],
        *,
        timeout: float = 60.0,
        retries: int = 5,
        wait: float = 300.0,
        headers: Mapping[str, str] | None = None,
        verify: bool = True,
    ) -> None:
        """Opens a service by its URL, a release folder, or one ``{instance}.sqlite`` of it.

        ``timeout`` is in seconds for each answer, ``retries`` how often a request is sent again
        that was refused for now (429, 503) or not answered, ``headers`` go with every request. A
        service that is still computing its predictions is waited for up to ``wait`` seconds, which
        the logger ``eo_nas_bench`` tells; 0 raises ``UnavailableError`` at once. With ``verify``
        files are compared with the sha256 in the manifest beside them.
        """
        source = os.fspath(url_or_path)
        self._arguments = (source, timeout, retries, wait, headers, verify)
        self._backend: LocalBackend | RemoteBackend
        if source.startswith(("http://", "https://")):
            transport = Transport(
                source, timeout=timeout, retries=retries, wait=wait, headers=headers
            )
            self._backend = RemoteBackend(transport)
        else:
            self._backend = LocalBackend(source, verify)

    def __reduce__(self) -> Any:
        return _open, self._arguments

    def __enter__(self) -> EONASBench:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection or the files."""
        self._backend.close()

    @property
    def local(self) -> bool:
        """Whether the answers come from files on this machine."""
        return isinstance(self._backend, LocalBackend)

    def instances(self) -> Json:
        """The benchmark problems: ``{"results": [...]}``."""
        return self._backend.instances()

    def instance(self, instance: str) -> Json:
        """One benchmark problem: its metrics, budgets, runs, counts, sources and citation."""
        return self._backend.instance(instance)

    def query(
        self,
        instance: str,
        architectures: Sequence[Any],
        *,
        epochs: int | None = None,
        source: str = "auto",
        run: str | int = "mean",
        seed: int = 0,
        halfway: bool = False,
        deviation: str = "run",
    ) -> Json:
        """The fitness of any number of architectures, in order.

        ``epochs`` is the training budget, the largest by default. ``source`` is ``auto`` (the
        table, else the surrogate), ``tabular`` or ``surrogate``. ``run`` is ``mean``, the number of
        a run from 0, or ``random`` with a ``seed``; a draw from a prediction draws all measures of
        an architecture together. ``deviation`` says of what ``standardDeviation`` is: of a single
        ``run``, of the ``mean`` of the runs, or of the ``truth``, the expectation over runs. Beside
        a prediction ``nearestMeasured`` is the number of graph edits to the nearest architecture
        that the surrogate was trained on. A bad item has an ``error``; the others are answered.
        """
        selection = _selection(epochs, source, run, seed, halfway, deviation)
        return self._backend.query(instance, architectures, selection)

    def get_fitness(
        self,
        instance: str,
        architecture: Any,
        *,
        epochs: int | None = None,
        source: str = "auto",
        run: str | int = "mean",
        seed: int = 0,
        halfway: bool = False,
        deviation: str = "run",
    ) -> Json:
        """The fitness of one architecture, with the arguments of ``query``.

        Raises ``ArchitectureInvalidError``, ``ArchitectureNotFoundError``, ``NotEvaluatedError``
        and so on, where ``query`` has an item error.
        """
        selection = _selection(epochs, source, run, seed, halfway, deviation)
        return self._backend.get_fitness(instance, architecture, selection)

    def resolve(self, architectures: Sequence[Any]) -> Json:
        """Hash, id and representative of any number of architectures, in order."""
        return self._backend.resolve(architectures)

    def architecture(self, architecture: Any) -> Json:
        """One architecture, with ``complexity`` for the input of each instance."""
        return self._backend.architecture(_hash(architecture))

    def neighbours(self, architecture: Any) -> Json:
        """The architectures one edit away from the representative."""
        return self._backend.neighbours(_hash(architecture))

    def sample(self, count: int = 10, *, seed: int = 0, method: str = "random") -> Json:
        """A sample of the space, the same everywhere; ``random`` or ``latin-hypercube``."""
        return self._backend.sample(whole(count), whole(seed), method)

    def list(
        self,
        instance: str,
        *,
        where: Mapping[str, float] | None = None,
        sort: str = "architectureId",
        limit: int = 100,
        cursor: str | None = None,
        epochs: int | None = None,
        source: str = "auto",
        halfway: bool = False,
        deviation: str = "run",
    ) -> Json:
        """One page of the fitness of all architectures: ``results``, and ``next`` for ``cursor``.

        ``where`` has bounds by the names of the API, both included: ``{"minValidationAccuracy": .6,
        "maxLatencyMs": 12, "vertices": 7}``; ``maxNearestMeasured`` leaves out predictions that are
        further away from what was measured. ``sort`` is a measure, with ``-`` before it to begin
        at the greatest: ``-validationAccuracy``. ``limit`` is at most 1,000.
        """
        selection = {
            "epochs": whole(epochs),
            "source": source,
            "halfway": plain(halfway),
            "deviation": deviation,
        }
        bounds = {name: plain(value) for name, value in (where or {}).items()}
        listing = {"where": bounds, "sort": sort, "limit": whole(limit), "cursor": cursor}
        return self._backend.list(instance, selection, listing)

    def hash_pages(self, instance: str, *, measured_only: bool = False) -> Iterator[Sequence[str]]:
        """The module hashes that an instance answers, ascending, page by page."""
        return self._backend.hashes(instance, measured_only)

    def hash_count(self, instance: str, *, measured_only: bool = False) -> int:
        """How many module hashes ``hash_pages`` gives."""
        return self._backend.hash_count(instance, measured_only)


def _open(
    source: str,
    timeout: float,
    retries: int,
    wait: float,
    headers: Mapping[str, str] | None,
    verify: bool,
) -> EONASBench:
    return EONASBench(
        source, timeout=timeout, retries=retries, wait=wait, headers=headers, verify=verify
    )


def _hash(architecture: Any) -> str:
    return locate(reference_of(architecture)).hash


def _selection(
    epochs: int | None, source: str, run: str | int, seed: int, halfway: bool, deviation: str
) -> Json:
    return {
        "epochs": whole(epochs),
        "source": source,
        "run": int(run) if isinstance(run, str) and _RUN.match(run) else whole(run),
        "seed": whole(seed),
        "halfway": plain(halfway),
        "deviation": deviation,
    }
