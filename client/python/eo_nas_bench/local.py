# More than 400 lines: one class has one method an operation.
"""Local mode: a release on this machine, no network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from . import space
from .answers import Answers, Selection
from .cell import parse_cell
from .complexity import complexity
from .errors import (
    ArchitectureInvalidError,
    ArchitectureNotFoundError,
    EoNasBenchError,
    EpochsNotAvailableError,
    InstanceNotFoundError,
    NotEvaluatedError,
    ReleaseFileError,
    ReleaseNotFoundError,
    RequestInvalidError,
    SurrogateNotFoundError,
)
from .front_membership import front_membership
from .initial_population import initial_population
from .instance_file import InstanceFile
from .landscapes import (
    OPERATORS,
    SOURCES,
    Choice,
    Landscapes,
    Sourced,
    climb,
    described,
    find_landscape,
    read_landscapes,
    scaled,
    sourced,
    structure_of,
)
from .listing import list_page, page_mark, read_cursor, write_cursor
from .pareto import pareto_front
from .predictive import DEVIATIONS
from .references import item_error, locate, reference_of
from .release_folder import ReleaseFiles
from .statistics import statistics
from .surrogate_cards import summary_of
from .world_file import WorldAnswers, WorldFile

Json = dict[str, Any]

_ITEM_ERRORS = (
    RequestInvalidError,
    ArchitectureInvalidError,
    ArchitectureNotFoundError,
    NotEvaluatedError,
)
_SOURCES = ("auto", "tabular", "surrogate", "world")


def _invalid(field: str, detail: str) -> RequestInvalidError:
    return RequestInvalidError(detail, errors=[{"pointer": f"/{field}", "detail": detail}])


def _check_integer(field: str, value: Any, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _invalid(field, f"{field} is {value!r}; it is an integer from {least} to {most}.")


class LocalBackend:
    """The operations of the API over release files; the same answers as the service's."""

    def __init__(self, path: str, verify: bool) -> None:
        self._files = ReleaseFiles(Path(path).expanduser(), verify)
        releases = {file.release for file in self._files.by_instance.values()}
        if len(releases) > 1:
            self.close()
            raise ReleaseFileError(
                f"The files at {path} are of several releases: {', '.join(sorted(releases))}."
            )
        self.release = releases.pop()

    def close(self) -> None:
        self._files.close()

    def file_of(self, instance: str) -> InstanceFile:
        try:
            return self._files.used(instance)
        except KeyError:
            known = ", ".join(self._files.by_instance)
            raise InstanceNotFoundError(
                f'There is no instance "{instance}"; this release has: {known}.'
            ) from None

    def list_instances(self) -> Json:
        return {"results": [file.instance for file in self._files.by_instance.values()]}

    def get_instance(self, instance: str) -> Json:
        return self.file_of(instance).instance

    def _id_of(self, digest: str) -> int:
        architecture_id = self._files.any().id_of(digest)
        if architecture_id is None:
            raise ArchitectureNotFoundError(
                f"No architecture has the hash {digest}; the space is NASBench-101's 423,624 cells."
            )
        return architecture_id

    def _describe(self, architecture_id: int, pruned: bool) -> Json:
        digest, matrix, operations = self._files.any().architecture(architecture_id)
        rows = json.loads(matrix)
        return {
            "hash": digest,
            "architectureId": architecture_id,
            "vertices": len(rows),
            "edges": sum(map(sum, rows)),
            "matrix": rows,
            "operations": operations.split(","),
            "pruned": pruned,
        }

    def resolve_architectures(self, architectures: Sequence[Any]) -> Json:
        def resolved(architecture: Any) -> Json:
            try:
                digest, pruned = locate(reference_of(architecture))
                return self._describe(self._id_of(digest), pruned)
            except _ITEM_ERRORS as error:
                return item_error(error)

        return {"results": [resolved(architecture) for architecture in architectures]}

    def get_architecture(self, digest: str) -> Json:
        described = self._describe(self._id_of(digest), False)
        cell = parse_cell(described["matrix"], described["operations"]).cell
        described["complexity"] = {
            name: complexity(cell, {**file.instance["input"], "classes": file.instance["classes"]})
            for name, file in self._files.by_instance.items()
        }
        return described

    def list_neighbours(self, digest: str, page: Json) -> Json:
        _check_integer("limit", page["limit"], 1, 10_000)
        found = self._files.graph().neighbours(self._id_of(digest))
        mark = page_mark([self.release, "neighbours", digest])
        start = read_cursor(page["cursor"], mark)
        end = min(start + page["limit"], len(found))
        return {
            "count": len(found),
            "results": [self._describe(one, False) for one in found[start:end]],
            "next": write_cursor(mark, end) if end < len(found) else None,
        }

    def sample_architectures(self, count: int, seed: int, method: str) -> Json:
        _check_integer("count", count, 1, 10_000)
        _check_integer("seed", seed, 0, 2**32 - 1)
        if method == "random":
            found = space.sample_uniform(count, seed)
        elif method == "latin-hypercube":
            hashes = space.sample_latin_hypercube(count, seed)
            found = [self._id_of(digest) for digest in hashes]
        else:
            raise _invalid("method", f"method is {method!r}; it is random or latin-hypercube.")
        return {"results": [self._describe(one, False) for one in found]}

    def _budget(self, file: InstanceFile, epochs: int | None) -> int:
        if epochs is not None:
            _check_integer("epochs", epochs, 1, 32_767)
        budgets = file.instance["epochs"]
        chosen: int | None = epochs if epochs is not None else budgets[-1] if budgets else None
        if chosen is None or chosen not in budgets:
            raise EpochsNotAvailableError(
                f"{file.instance['id']} has no evaluations and no predictions at "
                f"{chosen if chosen is not None else 'any number of'} epochs; "
                f"it has: {', '.join(map(str, budgets)) or 'none'}."
            )
        return chosen

    def _answers(self, instance: str, selection: Json) -> Answers:
        epochs, source, run = (selection[name] for name in ("epochs", "source", "run"))
        if source not in _SOURCES:
            raise _invalid("source", f"source is {source!r}; it is {', '.join(_SOURCES)}.")
        if selection["deviation"] not in DEVIATIONS:
            detail = f"deviation is {selection['deviation']!r}; it is {', '.join(DEVIATIONS)}."
            raise _invalid("deviation", detail)
        if run not in ("mean", "random"):
            _check_integer("run", run, 0, 65_535)
        _check_integer("seed", selection["seed"], 0, 2**32 - 1)
        file = self.file_of(instance)
        chosen = self._budget(file, epochs)
        if selection["halfway"] and not file.measures(True):
            raise _invalid("halfway", f"{instance} has no halfway measurements; leave halfway out.")
        rest = (selection[name] for name in ("seed", "halfway", "deviation"))
        if source == "world":
            _check_integer("world", selection["world"], 0, 2**32 - 1)
            world = self._files.world(instance, selection["world"])
            return WorldAnswers(world, Selection(chosen, "surrogate", run, *rest))
        return Answers(file, Selection(chosen, source, run, *rest))

    def _fitness(self, answers: Answers, architecture: Any) -> Json:
        digest, _ = locate(reference_of(architecture))
        return answers.fitness(self._id_of(digest), digest)

    def _answered(self, instance: str, answers: Answers) -> Json:
        selection = answers.selection
        answered: Json = {
            "release": self.release,
            "instance": instance,
            "epochs": selection.epochs,
        }
        if selection.halfway:
            answered["halfway"] = True
        if selection.deviation != "run":
            answered["deviation"] = selection.deviation
        if isinstance(answers.file, WorldFile):
            answered["world"] = answers.file.world
        return answered

    def query(self, instance: str, architectures: Sequence[Any], selection: Json) -> Json:
        answers = self._answers(instance, selection)

        def answer(architecture: Any) -> Json:
            try:
                return self._fitness(answers, architecture)
            except _ITEM_ERRORS as error:
                return item_error(error)

        results = [answer(architecture) for architecture in architectures]
        return {**self._answered(instance, answers), "results": results}

    def get_fitness(self, instance: str, architecture: Any, selection: Json) -> Json:
        answers = self._answers(instance, selection)
        return {**self._answered(instance, answers), **self._fitness(answers, architecture)}

    def list_fitness(self, instance: str, selection: Json, listing: Json) -> Json:
        answers = self._answers(instance, {**selection, "run": "mean", "seed": 0})
        page = list_page(answers.file, answers, listing)
        return {**self._answered(instance, answers), **page}

    def get_pareto_front(self, instance: str, selection: Json, objectives: Json) -> Json:
        answers = self._answers(instance, {**selection, "run": "mean", "seed": 0})
        front = pareto_front(answers.file, answers, objectives)
        return {**self._answered(instance, answers), **front}

    def get_front_membership(self, instance: str, asked: Json) -> Json:
        asked_rows = {"epochs": asked["epochs"], "source": "surrogate", "run": "mean", "seed": 0}
        answers = self._answers(instance, {**asked_rows, "halfway": False, "deviation": "run"})

        def world_of(number: int) -> WorldFile:
            return self._files.world(instance, number)

        found = front_membership(answers.file, answers, asked, world_of)
        return {**self._answered(instance, answers), **found}

    def get_statistics(self, instance: str, selection: Json, asked: Json) -> Json:
        answers = self._answers(instance, {**selection, "run": "mean", "seed": 0})
        found = statistics(answers.file, answers, asked)
        return {**self._answered(instance, answers), **found}

    def get_initial_population(self, instance: str, asked: Json) -> Json:
        return initial_population(self, instance, asked)

    def _landscape(self, instance: str, asked: Json) -> tuple[Landscapes, Json, Json]:
        operator = asked.get("operator", "graph-edit")
        if operator not in OPERATORS:
            raise _invalid("operator", f"operator is {operator!r}; it is {', '.join(OPERATORS)}.")
        file = self.file_of(instance)
        choice = Choice(self._budget(file, asked["epochs"]), asked["measure"], operator)
        found = read_landscapes(self._files.folder, instance)
        landscape = find_landscape(file.instance, found.landscapes, choice)
        answered = {
            "release": self.release,
            "instance": instance,
            "epochs": landscape["epochs"],
            "measure": landscape["measure"],
            "operator": operator,
        }
        return found, landscape, answered

    def get_landscape(self, instance: str, asked: Json) -> Json:
        found, landscape, answered = self._landscape(instance, asked)
        sources = ("measured", "predicted")
        return {
            **answered,
            "architectures": {
                source: landscape[source] and landscape[source]["architectures"]
                for source in sources
            },
            "entries": [
                {
                    **entry,
                    **{
                        source: landscape[source] and landscape[source]["footprint"][entry["key"]]
                        for source in sources
                    },
                }
                for entry in described(found.entries)
            ],
        }

    def get_landscape_structure(self, instance: str, asked: Json) -> Json:
        found, answered = self._sourced(instance, asked)
        return {**answered, **structure_of(found, self.file_of(instance).hash_of)}

    def compare_landscapes(self, instance: str, other: str, asked: Json) -> Json:
        found, one, answered = self._landscape(instance, asked)
        _, two, compared = self._landscape(other, asked)
        sides: list[Json] = []
        for landscape, of in ((one, answered), (two, compared)):
            source = "tabular" if landscape["predicted"] is None else "surrogate"
            described_side = {name: of[name] for name in ("instance", "epochs", "measure")}
            sides.append({**described_side, "source": source})
        values = [(one["predicted"] or one["measured"])["footprint"]]
        values.append((two["predicted"] or two["measured"])["footprint"])
        names = ("instance", "with")
        return {
            "release": self.release,
            "operator": answered["operator"],
            **dict(zip(names, sides)),
            "entries": [
                {
                    **entry,
                    "values": {name: own[entry["key"]] for name, own in zip(names, values)},
                    "scaled": {
                        name: scaled(entry, own[entry["key"]]) for name, own in zip(names, values)
                    },
                }
                for entry in described(found.entries)
            ],
        }

    def _sourced(self, instance: str, asked: Json) -> tuple[Sourced, Json]:
        source = asked["source"]
        if source not in SOURCES:
            raise _invalid("source", f"source is {source!r}; it is {' or '.join(SOURCES)}.")
        _, landscape, answered = self._landscape(instance, asked)
        found = sourced(self.file_of(instance), landscape, source)
        return found, {**answered, "source": source}

    def list_optima(self, instance: str, asked: Json, page: Json) -> Json:
        _check_integer("limit", page["limit"], 1, 1000)
        found, answered = self._sourced(instance, asked)
        ids = found.optima["architectureIds"]
        mark = page_mark([self.release, "optima", *answered.values()])
        start = read_cursor(page["cursor"], mark)
        end = min(start + page["limit"], len(ids))
        hash_of = self.file_of(instance).hash_of
        return {
            **answered,
            "count": len(ids),
            "results": [found.optimum(at, hash_of(ids[at])) for at in range(start, end)],
            "next": write_cursor(mark, end) if end < len(ids) else None,
        }

    def get_basin(self, instance: str, digest: str, asked: Json) -> Json:
        start = self._id_of(digest)
        found, answered = self._sourced(instance, asked)
        if found.fitness_of(start) is None:
            raise NotEvaluatedError(
                f"{instance} has no {asked['source']} value of {answered['measure']} for {digest} "
                f"at {answered['epochs']} epochs."
            )
        path, optimum = climb(self._files.graph(), found.fitness_of, start)
        hash_of = self.file_of(instance).hash_of
        place = found.optima["architectureIds"].index(optimum)
        return {
            **answered,
            "optimum": found.optimum(place, hash_of(optimum)),
            "moves": len(path) - 1,
            "path": [
                {"hash": hash_of(one), "architectureId": one, "fitness": found.fitness_of(one)}
                for one in path
            ],
        }

    def list_surrogates(self) -> Json:
        return {"results": list(map(summary_of, self._files.cards().values()))}

    def get_surrogate(self, surrogate: str) -> Json:
        cards = self._files.cards()
        if surrogate not in cards:
            known = ", ".join(cards) or "none"
            detail = f'There is no surrogate "{surrogate}"; this release has: {known}.'
            raise SurrogateNotFoundError(detail)
        return cards[surrogate].card

    def list_releases(self) -> Json:
        manifest = self._files.manifest()
        return {
            "results": [
                {
                    "id": manifest["release"],
                    "publishedAt": manifest["publishedAt"],
                    "served": True,
                    "instances": manifest["instances"],
                    "files": len(manifest["files"]),
                    "sizeBytes": sum(file["sizeBytes"] for file in manifest["files"]),
                }
            ]
        }

    def get_release(self, release: str) -> Json:
        manifest = self._files.manifest()
        if release != manifest["release"]:
            detail = f'There is no release "{release}"; these files are of {manifest["release"]}.'
            raise ReleaseNotFoundError(detail)
        return manifest

    def get_limits(self) -> Json:
        raise EoNasBenchError("Files have no limits; only a service has them.")

    def hashes(self, instance: str, measured_only: bool) -> Iterator[Sequence[str]]:
        file = self.file_of(instance)
        yield list(file.hashes(measured_only or file.instance["surrogate"] is None))

    def hash_count(self, instance: str, measured_only: bool) -> int:
        file = self.file_of(instance)
        return file.count(measured_only or file.instance["surrogate"] is None)
