# More than 400 lines: one class has one method an operation.
"""One interface to a hosted benchmark and to a release on this machine."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

from .condition import Where, texts_of
from .download import OnProgress, download_release
from .errors import EoNasBenchError, ReleaseFileNotFoundError
from .local import LocalBackend
from .references import locate, plain, reference_of, whole
from .remote import RemoteBackend
from .transport import Transport

if TYPE_CHECKING:
    from . import answer_types as answers

Json = dict[str, Any]

_RUN = re.compile(r"[0-9]{1,9}\Z")


class Client:
    """EO NAS-Bench, hosted or on this machine: the same methods, the same answers.

    There is one method an operation of the API, by its name in snake case. Each returns the JSON of
    the operation as a typed dict. An architecture is a module hash, a pair of matrix and
    operations, a ``ModelSpec``, or the API's own form (``{"hash": …}`` or
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

    def __repr__(self) -> str:
        source = self._arguments[0]
        if not isinstance(self._backend, LocalBackend):
            return f"Client({source!r})"
        instances = [one["id"] for one in self._backend.list_instances()["results"]]
        return f"Client({source!r}: release {self._backend.release}, {', '.join(instances)})"

    def __enter__(self) -> Client:
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

    def list_instances(self) -> answers.Instances:
        """The benchmark problems: ``{"results": [...]}``."""
        return cast("answers.Instances", self._backend.list_instances())

    def get_instance(self, instance: str) -> answers.Instance:
        """One benchmark problem: its metrics, budgets, runs, counts, sources and citation."""
        return cast("answers.Instance", self._backend.get_instance(instance))

    def query(
        self,
        instance: str,
        architectures: Sequence[Any],
        *,
        epochs: int | None = None,
        source: answers.Source = "auto",
        world: int = 0,
        run: str | int = "mean",
        seed: int = 0,
        halfway: bool = False,
        deviation: answers.Deviation = "run",
    ) -> answers.QueryAnswer:
        """The fitness of any number of architectures, in order.

        ``epochs`` is the training budget, the largest by default. ``source`` is ``auto`` (the
        table, else the surrogate), ``tabular``, ``surrogate`` or ``world``: one draw of all true
        values, of which ``world`` is the number. ``run`` is ``mean``, the number of
        a run from 0, or ``random`` with a ``seed``; a draw from a prediction draws all measures of
        an architecture together. ``deviation`` says of what ``standardDeviation`` is: of a single
        ``run``, of the ``mean`` of the runs, or of the ``truth``, the expectation over runs. Beside
        a prediction ``nearestMeasured`` is the number of graph edits to the nearest architecture
        that the surrogate was trained on. A bad item has an ``error``; the others are answered.
        """
        selection = _selection(epochs, (source, world), run, seed, halfway, deviation)
        return cast("answers.QueryAnswer", self._backend.query(instance, architectures, selection))

    def get_fitness(
        self,
        instance: str,
        architecture: Any,
        *,
        epochs: int | None = None,
        source: answers.Source = "auto",
        world: int = 0,
        run: str | int = "mean",
        seed: int = 0,
        halfway: bool = False,
        deviation: answers.Deviation = "run",
    ) -> answers.Fitness:
        """The fitness of one architecture, with the arguments of ``query``.

        Raises ``ArchitectureInvalidError``, ``ArchitectureNotFoundError``, ``NotEvaluatedError``
        and so on, where ``query`` has an item error.
        """
        selection = _selection(epochs, (source, world), run, seed, halfway, deviation)
        return cast("answers.Fitness", self._backend.get_fitness(instance, architecture, selection))

    def resolve_architectures(self, architectures: Sequence[Any]) -> answers.Resolved:
        """Hash, id and representative of any number of architectures, in order."""
        return cast("answers.Resolved", self._backend.resolve_architectures(architectures))

    def get_architecture(self, architecture: Any) -> answers.DescribedArchitecture:
        """One architecture, with ``complexity`` for the input of each instance."""
        found = self._backend.get_architecture(_hash(architecture))
        return cast("answers.DescribedArchitecture", found)

    def list_neighbours(
        self, architecture: Any, *, limit: int = 1000, cursor: str | None = None
    ) -> answers.Neighbours:
        """One page of the architectures one edit away, in both directions, by their ids.

        ``count`` is the number of all, ``next`` the ``cursor`` of the next page. ``limit`` is at
        most 10,000. A few cells of two or three vertices have thousands of neighbours. On files it
        needs ``graph-edit-1.bin`` of the release.
        """
        page = {"limit": whole(limit), "cursor": cursor}
        found = self._backend.list_neighbours(_hash(architecture), page)
        return cast("answers.Neighbours", found)

    def sample_architectures(
        self, count: int = 10, *, seed: int = 0, method: answers.SampleMethod = "random"
    ) -> answers.Architectures:
        """A sample of the space, the same everywhere; ``random`` or ``latin-hypercube``."""
        found = self._backend.sample_architectures(whole(count), whole(seed), method)
        return cast("answers.Architectures", found)

    def list_fitness(
        self,
        instance: str,
        *,
        where: Where = (),
        sort: str = "architectureId",
        limit: int = 100,
        cursor: str | None = None,
        epochs: int | None = None,
        source: answers.Source = "auto",
        world: int = 0,
        halfway: bool = False,
        deviation: answers.Deviation = "run",
    ) -> answers.FitnessPage:
        """One page of the fitness of all architectures: ``results``, and ``next`` for ``cursor``.

        ``where`` has conditions that all must hold: ``["latencyMs<=12", "vertices=7"]``, or
        ``[Condition("latencyMs", "<=", 12)]``. Operators are ``<=``, ``>=``, ``<``, ``>``, ``=``
        and ``!=``. Names are those of ``sort``; ``source=tabular`` keeps what was measured, and
        ``nearestMeasured<=2`` leaves out predictions further away. ``sort`` is a measure, with
        ``-`` before it to begin at the greatest: ``-validationAccuracy``. ``limit`` is at most
        1,000.
        """
        selection = _rows(epochs, (source, world), halfway, deviation)
        listing = {
            "where": texts_of(where),
            "sort": sort,
            "limit": whole(limit),
            "cursor": cursor,
        }
        return cast("answers.FitnessPage", self._backend.list_fitness(instance, selection, listing))

    def get_pareto_front(
        self,
        instance: str,
        *,
        minimize: str | Sequence[str] = (),
        maximize: str | Sequence[str] = (),
        where: Where = (),
        limit: int = 1000,
        epochs: int | None = None,
        source: answers.Source = "auto",
        world: int = 0,
        halfway: bool = False,
        deviation: answers.Deviation = "run",
    ) -> answers.ParetoFront:
        """All architectures that no other architecture dominates in two to four measures.

        ``minimize`` and ``maximize`` are names of measures. Architectures that are equal in all
        objectives are all there; one that lacks an objective is left out. ``limit`` is at most
        10,000.
        """
        selection = _rows(epochs, (source, world), halfway, deviation)
        objectives = {
            "minimize": [minimize] if isinstance(minimize, str) else list(minimize),
            "maximize": [maximize] if isinstance(maximize, str) else list(maximize),
            "where": texts_of(where),
            "limit": whole(limit),
        }
        found = self._backend.get_pareto_front(instance, selection, objectives)
        return cast("answers.ParetoFront", found)

    def get_front_membership(
        self,
        instance: str,
        *,
        minimize: str | Sequence[str] = (),
        maximize: str | Sequence[str] = (),
        where: Where = (),
        candidates: int = 500,
        limit: int = 100,
        epochs: int | None = None,
    ) -> answers.FrontMembership:
        """In how many of 16 worlds an architecture is on the front of the true values.

        Only the ``candidates`` nearest to the front of the predicted means are compared, so that
        each share is an upper bound; ``lateShare`` says how much that matters. On files it needs
        the worlds 0 to 15 of the release.
        """
        asked = {
            "minimize": [minimize] if isinstance(minimize, str) else list(minimize),
            "maximize": [maximize] if isinstance(maximize, str) else list(maximize),
            "where": texts_of(where),
            "candidates": whole(candidates),
            "limit": whole(limit),
            "epochs": whole(epochs),
        }
        found = self._backend.get_front_membership(instance, asked)
        return cast("answers.FrontMembership", found)

    def get_statistics(
        self,
        instance: str,
        *,
        where: Where = (),
        bins: int = 20,
        epochs: int | None = None,
        source: answers.Source = "auto",
        world: int = 0,
        halfway: bool = False,
    ) -> answers.Statistics:
        """The distribution of each measure, measured and predicted values apart.

        Counts, range, mean, standard deviation, quantiles and a histogram of ``bins`` bins.
        """
        selection = _rows(epochs, (source, world), halfway, "run")
        asked = {"where": texts_of(where), "bins": whole(bins)}
        found = self._backend.get_statistics(instance, selection, asked)
        return cast("answers.Statistics", found)

    def get_initial_population(
        self,
        instance: str,
        *,
        method: answers.PopulationMethod = "k-means",
        size: int = 19,
        from_instance: str | None = None,
        seed: int = 0,
        sample: int = 200,
        encoding: answers.PopulationEncoding = "short",
        measure: str = "validationAccuracy",
        source: answers.Source = "surrogate",
    ) -> answers.InitialPopulation:
        """Architectures to start a search from: those nearest to the centres of clusters.

        The clusters are of a ``sample`` and its fitness on the instance, or on ``from_instance``.
        ``worth`` compares the population with the sample, on the instance. ``random`` and
        ``latin-hypercube`` are samples of ``size``. At most ``size``: centres can share their
        nearest architecture.
        """
        asked = {"method": method, "size": whole(size), "from": from_instance, "seed": whole(seed)}
        rest = {"encoding": encoding, "measure": measure, "source": source}
        found = self._backend.get_initial_population(
            instance, {**asked, "sample": whole(sample), **rest}
        )
        return cast("answers.InitialPopulation", found)

    def get_landscape(
        self,
        instance: str,
        *,
        epochs: int | None = None,
        measure: str | None = None,
        operator: answers.Operator = "graph-edit",
    ) -> answers.Landscape:
        """The landscape footprint of a measure: each entry with its unit and scale.

        ``measure`` is one to maximize, such as ``validationAccuracy``; ``operator`` says what makes
        two architectures neighbours. ``measured`` is of the measured architectures alone,
        ``predicted`` of the predicted means of all.
        """
        asked = {"epochs": whole(epochs), "measure": measure, "operator": operator}
        return cast("answers.Landscape", self._backend.get_landscape(instance, asked))

    def get_landscape_structure(
        self,
        instance: str,
        *,
        epochs: int | None = None,
        measure: str | None = None,
        operator: answers.Operator = "graph-edit",
        source: answers.AnsweredSource = "surrogate",
    ) -> answers.LandscapeStructure:
        """Random walks, the fitness by distance from the best, and the network of the optima."""
        asked = {"epochs": whole(epochs), "measure": measure}
        asked = {**asked, "operator": operator, "source": source}
        found = self._backend.get_landscape_structure(instance, asked)
        return cast("answers.LandscapeStructure", found)

    def compare_landscapes(
        self,
        instance: str,
        other: str,
        *,
        epochs: int | None = None,
        measure: str | None = None,
        operator: answers.Operator = "graph-edit",
    ) -> answers.ComparedLandscapes:
        """The footprints of two instances, entry by entry, on one scale."""
        asked = {"epochs": whole(epochs), "measure": measure, "operator": operator}
        found = self._backend.compare_landscapes(instance, other, asked)
        return cast("answers.ComparedLandscapes", found)

    def list_optima(
        self,
        instance: str,
        *,
        limit: int = 100,
        cursor: str | None = None,
        epochs: int | None = None,
        measure: str | None = None,
        source: answers.AnsweredSource = "surrogate",
    ) -> answers.OptimaPage:
        """One page of the local optima, the fittest first, with their basins.

        Neighbours are one edit apart. ``limit`` is at most 1,000, ``next`` the ``cursor`` of the
        next page.
        """
        asked = {"epochs": whole(epochs), "measure": measure, "source": source}
        page = {"limit": whole(limit), "cursor": cursor}
        return cast("answers.OptimaPage", self._backend.list_optima(instance, asked, page))

    def get_basin(
        self,
        instance: str,
        architecture: Any,
        *,
        epochs: int | None = None,
        measure: str | None = None,
        source: answers.AnsweredSource = "surrogate",
    ) -> answers.Basin:
        """The local optimum that steepest ascent reaches, and every move on the way.

        On files it needs ``graph-edit-1.bin`` of the release.
        """
        asked = {"epochs": whole(epochs), "measure": measure, "source": source}
        found = self._backend.get_basin(instance, _hash(architecture), asked)
        return cast("answers.Basin", found)

    def list_surrogates(self) -> answers.Surrogates:
        """The models that made the predictions of the release."""
        return cast("answers.Surrogates", self._backend.list_surrogates())

    def get_surrogate(self, surrogate: str) -> answers.SurrogateCard:
        """The card of a surrogate: its training, its figures, its limits."""
        return self._backend.get_surrogate(surrogate)

    def list_releases(self) -> answers.Releases:
        """The releases, the newest first; of files, the one that they are of."""
        return cast("answers.Releases", self._backend.list_releases())

    def get_release(self, release: str) -> answers.ReleaseManifest:
        """The files of a release with size and sha256."""
        return cast("answers.ReleaseManifest", self._backend.get_release(release))

    def get_limits(self) -> answers.Limits:
        """How large, long and frequent the requests to a service may be."""
        return cast("answers.Limits", self._backend.get_limits())

    def download(
        self,
        release: str = "latest",
        folder: str | os.PathLike[str] | None = None,
        *,
        formats: Iterable[str] | None = ("sqlite",),
        instances: Iterable[str] | None = None,
        worlds: bool = False,
        on_progress: OnProgress | None = None,
    ) -> Path:
        """Downloads a release of the service, by default the one that it serves.

        Gives the folder, by default ``releases/{release}``, which ``Client`` opens. The rest is as
        in ``download_release``.
        """
        if not isinstance(self._backend, RemoteBackend):
            raise EoNasBenchError("The release is on this machine already; only a service has one.")
        known = self.list_releases()["results"]
        for one in known:
            if release == one["id"] or (release == "latest" and one["served"]):
                return download_release(
                    f"{self._backend.url}/v1/releases/{one['id']}",
                    Path("releases") / one["id"] if folder is None else folder,
                    formats=formats,
                    instances=instances,
                    worlds=worlds,
                    on_progress=on_progress,
                    headers=self._arguments[4],
                )
        names = ", ".join(one["id"] for one in known)
        raise ReleaseFileNotFoundError(f"The service has no release {release}; it has: {names}.")

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
) -> Client:
    return Client(
        source, timeout=timeout, retries=retries, wait=wait, headers=headers, verify=verify
    )


def _rows(epochs: int | None, source: tuple[str, int], halfway: bool, deviation: str) -> Json:
    return {
        "epochs": whole(epochs),
        **_source(source),
        "halfway": plain(halfway),
        "deviation": deviation,
    }


def _hash(architecture: Any) -> str:
    return locate(reference_of(architecture)).hash


def _source(source: tuple[str, int]) -> Json:
    name, world = source
    return {"source": name, "world": whole(world)} if name == "world" else {"source": name}


def _selection(
    epochs: int | None,
    source: tuple[str, int],
    run: str | int,
    seed: int,
    halfway: bool,
    deviation: str,
) -> Json:
    return {
        "epochs": whole(epochs),
        **_source(source),
        "run": int(run) if isinstance(run, str) and _RUN.match(run) else whole(run),
        "seed": whole(seed),
        "halfway": plain(halfway),
        "deviation": deviation,
    }
