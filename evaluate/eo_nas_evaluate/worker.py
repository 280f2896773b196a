"""One worker: takes the next free training of a plan, runs it, appends its row, goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import monotonic

import torch

from .claims import Claims, claim_name
from .energy import EnergyMeter
from .errors import EvaluateError
from .latency import batch_of, median_latency_ms
from .machine import describe_machine, machine_id
from .plan import Key, Plan
from .rows import (
    Row,
    RowFolder,
    append_line,
    evaluations_field,
    key_of,
    read_rows,
    row_files,
    row_line,
)
from .training import Part, train, use_deterministic_arithmetic

LATENCY_BATCHES = (1, 64)


@dataclass(frozen=True)
class WorkerOptions:
    """``timing`` measures seconds, latency and energy: only on a machine that does nothing else."""

    device: str = "cpu"
    threads: int = 1
    timing: bool = False
    #: Files or folders of rows of earlier runs, whose trainings are not done again.
    done: tuple[Path, ...] = ()
    #: Only the first so many trainings of the plan; None for all.
    first: int | None = None
    #: No new training starts after so many seconds; None for no limit.
    seconds: float | None = None


@dataclass(frozen=True)
class Outcome:
    #: Trainings that this worker did.
    trained: int
    #: Trainings that are neither done nor were free: other workers have them.
    elsewhere: int


def run_worker(
    plan: Plan,
    parts: Mapping[str, Part],
    folder: Path,
    options: WorkerOptions,
    report: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Trains what of ``plan`` nobody has trained. Any number of workers may share ``folder``.

    A row is on the disk before the next training begins, so a kill loses the one in progress.
    """
    use_deterministic_arithmetic(options.threads)
    protocol_id = plan.protocol.id()
    rows = RowFolder(folder / "rows", protocol_id)
    claims = Claims(folder / "claims")
    for each in (rows.folder, folder / "machines"):
        each.mkdir(parents=True, exist_ok=True)
    machine = _write_machine(folder / "machines", options)
    earlier = [file for path in options.done for file in row_files(path)]
    done = {key_of(row) for row in read_rows(earlier, protocol_id)}
    own = rows.folder / f"{claims.worker}.jsonl"
    ends = None if options.seconds is None else monotonic() + options.seconds
    claims.start_heartbeat()
    trained = 0
    open_keys: list[Key] = []
    try:
        for key in islice(plan.trainings(), options.first):
            if key in done:
                continue
            if ends is not None and monotonic() >= ends:
                break
            if not claims.take(key):
                open_keys.append(key)
                continue
            # Another worker may have ended this one between the last look and the claim.
            done.update(map(key_of, rows.new_rows()))
            if key in done:
                continue
            row = measure(plan, key, parts, options)
            row["machine"] = machine
            if claims.holds():
                append_line(own, row_line(row))
                trained += 1
                report(f"{claim_name(key)} {_summary(row)}")
    finally:
        claims.stop_heartbeat()
    done.update(map(key_of, rows.new_rows()))
    return Outcome(trained, sum(key not in done for key in open_keys))


def measure(plan: Plan, key: Key, parts: Mapping[str, Part], options: WorkerOptions) -> Row:
    """Trains one cell and says what was measured, without the machine."""
    protocol = plan.protocol
    seed = protocol.seed_of(key)
    cell = plan.cells[key.hash]
    meter = EnergyMeter() if options.timing else None
    result = train(cell, protocol.skeleton, protocol.recipe, parts, key.epochs, seed)
    row: Row = {"protocol": protocol.id(), **key._asdict(), "seed": seed}
    row["final"] = evaluations_field(result.final)
    if result.halfway is not None:
        row["halfway"] = evaluations_field(result.halfway)
    if meter is not None:
        row["trainingSeconds"] = round(result.training_seconds, 3)
        energy = meter.kilowatt_hours()
        if energy is not None:
            row["energyKwh"] = round(energy, 9)
        images = parts["test"].images
        row["latencyMs"] = {
            str(size): round(median_latency_ms(result.network, batch_of(images, size)), 4)
            for size in LATENCY_BATCHES
        }
    return row


def _write_machine(folder: Path, options: WorkerOptions) -> str:
    description = describe_machine(options.device, options.threads)
    name = machine_id(description)
    path = folder / f"{name}.json"
    draft = folder / f"draft-{os.getpid()}-{os.urandom(4).hex()}"
    draft.write_text(json.dumps(description, indent=1) + "\n")
    os.replace(draft, path)
    return name


def _summary(row: Row) -> str:
    right = sum(row["final"]["validation"][0])
    return f"{right} validation images right"


def check_device(device: str) -> None:
    """Raises EvaluateError where PyTorch has no such device."""
    try:
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise EvaluateError(f'PyTorch cannot use the device "{device}": {error}') from error
