"""What is to be trained, in which order, and how: the plan and its file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from eo_nas_bench.cell import Cell, parse_cell
from eo_nas_bench.errors import ArchitectureInvalidError
from eo_nas_bench.module_hash import module_hash

from .errors import EvaluateError
from .recipe import Recipe
from .skeleton import Skeleton

FORMAT = 1
SPLITS = ("train", "validation", "test")


class Key(NamedTuple):
    """One training: which architecture, how many epochs, which repeat (from 0)."""

    hash: str
    epochs: int
    run: int


@dataclass(frozen=True)
class Pass:
    """The first ``cells`` cells of the order, each trained once for ``epochs`` epochs."""

    epochs: int
    run: int
    cells: int

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.run < 0 or self.cells < 1:
            raise ValueError(
                f"A pass of {self.epochs} epochs, run {self.run}, {self.cells} cells: "
                "epochs and cells are at least 1, run at least 0."
            )


@dataclass(frozen=True)
class Data:
    """Which images a plan trains on, and what is done to them first."""

    #: Of pixels and labels as read, see ``Images.sha256``.
    sha256: str
    #: Of the split file.
    split_sha256: str
    #: Bands in this order, counted from 0.
    bands: Sequence[int]
    #: Height and width in pixels that the networks see.
    resolution: int
    #: Training images used: the first of the split's, which lists the classes evenly mixed.
    train_images: int
    classes: Sequence[str]
    #: Images of each class that are used, by split.
    images_per_class: Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Protocol:
    """All that decides what a run measures, but for the machine."""

    seed: int
    data: Data
    skeleton: Skeleton
    recipe: Recipe

    def id(self) -> str:
        """Eight hexadecimal digits; rows of another protocol are not comparable."""
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()[:8]

    def seed_of(self, key: Key) -> int:
        """Seed of a run, from 0 to 2³² − 1."""
        text = f"{self.seed}:{key.hash}:{key.epochs}:{key.run}"
        return int.from_bytes(sha256(text.encode()).digest()[:4], "big")


@dataclass(frozen=True)
class Plan:
    name: str
    protocol: Protocol
    passes: Sequence[Pass]
    #: By module hash, in the order of training.
    cells: Mapping[str, Cell]

    def __post_init__(self) -> None:
        kinds = [(each.epochs, each.run) for each in self.passes]
        if len(set(kinds)) < len(kinds):
            raise ValueError("Two passes have the same epochs and run; give each run its number.")

    def trainings(self) -> Iterator[Key]:
        """All trainings, pass by pass, in the order in which they are to be done."""
        hashes = list(self.cells)
        for each in self.passes:
            for hash_ in hashes[: each.cells]:
                yield Key(hash_, each.epochs, each.run)


def cell_line(hash_: str, cell: Cell) -> str:
    """``HASH BITS OPERATIONS``: the matrix row by row, the operations separated by commas."""
    bits = "".join(str(bit) for row in cell.matrix for bit in row)
    return f"{hash_} {bits} {','.join(cell.operations)}"


def parse_cell_line(line: str) -> tuple[str, Cell]:
    """Reads ``cell_line`` back. Raises EvaluateError where hash and matrix disagree."""
    try:
        hash_, bits, names = line.split(" ")
        operations = names.split(",")
        size = len(operations)
        matrix = [[int(bit) for bit in bits[x * size : x * size + size]] for x in range(size)]
        cell = parse_cell(matrix, operations).cell
    except (ValueError, ArchitectureInvalidError) as error:
        raise EvaluateError(f'The plan\'s cell "{line[:80]}" cannot be read: {error}') from error
    if module_hash(cell) != hash_:
        raise EvaluateError(f"The plan says {hash_}, but its matrix is {module_hash(cell)}.")
    return hash_, cell


def write_plan(plan: Plan, path: Path) -> None:
    head = {
        "format": FORMAT,
        "name": plan.name,
        "protocolId": plan.protocol.id(),
        "protocol": asdict(plan.protocol),
        "passes": [asdict(each) for each in plan.passes],
        "cells": [cell_line(hash_, cell) for hash_, cell in plan.cells.items()],
    }
    path.write_text(json.dumps(head, indent=1) + "\n", encoding="utf-8")


def read_plan(path: Path) -> Plan:
    """Raises EvaluateError where the file is no plan, or was changed by hand without its id."""
    try:
        head: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if head.get("format") != FORMAT:
            raise EvaluateError(
                f"{path}: format {head.get('format')}; this version reads {FORMAT}."
            )
        written = head["protocol"]
        protocol = Protocol(
            seed=written["seed"],
            data=Data(**written["data"]),
            skeleton=Skeleton(**written["skeleton"]),
            recipe=Recipe(**written["recipe"]),
        )
        passes = [Pass(**each) for each in head["passes"]]
        plan = Plan(head["name"], protocol, passes, dict(map(parse_cell_line, head["cells"])))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluateError(f"{path} cannot be read as a plan: {error!r}") from error
    if protocol.id() != head["protocolId"]:
        raise EvaluateError(
            f"{path}: the protocol is {protocol.id()}, but the file says {head['protocolId']}. "
            "Write a new plan instead of editing the protocol of an old one."
        )
    return plan


def read_split(path: Path, expected_sha256: str) -> dict[str, list[int]]:
    """The split beside a plan. Raises EvaluateError where it is not the plan's."""
    try:
        content = path.read_bytes()
        split: dict[str, list[int]] = json.loads(content)
    except (OSError, ValueError) as error:
        raise EvaluateError(f"{path} cannot be read as a split: {error}") from error
    if sha256(content).hexdigest() != expected_sha256:
        raise EvaluateError(f"{path} is not the split that the plan was made with.")
    return {name: split[name] for name in SPLITS}


def split_text(split: Mapping[str, Sequence[int]]) -> str:
    """The split as JSON, one line a split."""
    lines = [f'"{name}":{json.dumps(list(split[name]), separators=(",", ":"))}' for name in SPLITS]
    return "{\n" + ",\n".join(lines) + "\n}\n"
