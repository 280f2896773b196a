"""The command line: ``eo-nas-evaluate plan | run | collect``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from eo_nas_bench.cell import Cell

from .about import read_about
from .cells import cells_up_to, seeded_order
from .errors import EvaluateError
from .merge import keep_rows, merge_rows, read_machines
from .plan import (
    Data,
    Pass,
    Plan,
    Protocol,
    parse_cell_line,
    read_plan,
    read_split,
    split_text,
    write_plan,
)
from .protocol_text import protocol_text
from .readers import read_images
from .recipe import Recipe
from .skeleton import PRESETS, Skeleton
from .splits import SPLITS, check_split, stratified_split
from .table import description, table_text
from .tensors import load_parts
from .worker import WorkerOptions, check_device, run_worker

_VERTICES_MAX = 5


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _shares(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


def _pass(text: str) -> tuple[int, int, int | None]:
    epochs, _, rest = text.partition(":")
    run, _, cells = rest.partition(":")
    return int(epochs), int(run or 0), int(cells) if cells else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="eo-nas-evaluate", description="Trains NASBench-101 cells on images of your own."
    )
    commands = parser.add_subparsers(dest="command", required=True)

    plan = commands.add_parser("plan", help="write what is to be trained: plan.json, split.json")
    plan.add_argument(
        "--images", type=Path, required=True, help="an .npz file, or a folder of classes"
    )
    plan.add_argument("--out", type=Path, required=True, help="folder for the two files")
    plan.add_argument("--name", required=True)
    plan.add_argument("--seed", type=int, default=1)
    cells = plan.add_mutually_exclusive_group()
    cells.add_argument("--vertices", type=int, default=_VERTICES_MAX, help="all cells up to (5)")
    cells.add_argument("--cells", type=Path, help='a file of lines "HASH MATRIX OPERATIONS"')
    plan.add_argument("--count", type=int, help="only so many cells, a uniform sample")
    plan.add_argument(
        "--pass",
        dest="passes",
        type=_pass,
        action="append",
        metavar="EPOCHS[:RUN[:CELLS]]",
        help="train the first CELLS cells (all) for EPOCHS epochs as run RUN (0); repeatable",
    )
    plan.add_argument("--bands", type=_numbers, help="bands to use, from 0, for example 3,2,1")
    plan.add_argument("--resolution", type=int, help="pixels a side, by averaging blocks")
    plan.add_argument("--train-images", type=int, help="use only so many training images")
    split = plan.add_mutually_exclusive_group()
    split.add_argument("--shares", type=_shares, default=[0.6, 0.2, 0.2], help="0.6,0.2,0.2")
    split.add_argument(
        "--split", type=Path, help="a JSON file with train, validation, test indices"
    )
    plan.add_argument("--preset", choices=sorted(PRESETS), help="width, stacks, cells as published")
    plan.add_argument("--stem-width", type=int)
    plan.add_argument("--stacks", type=int)
    plan.add_argument("--cells-per-stack", type=int)
    plan.add_argument("--batch", type=int, default=Recipe.batch)
    plan.add_argument("--learning-rate", type=float, default=Recipe.learning_rate)
    plan.add_argument("--momentum", type=float, default=Recipe.momentum)
    plan.add_argument("--weight-decay", type=float, default=Recipe.weight_decay)
    plan.add_argument("--no-flips", dest="flips", action="store_false")

    run = commands.add_parser(
        "run", help="train what is not trained yet; start any number of these"
    )
    run.add_argument("--plan", type=Path, required=True)
    run.add_argument("--images", type=Path, required=True)
    run.add_argument("--folder", type=Path, required=True, help="the run folder that workers share")
    run.add_argument("--done", type=Path, action="append", default=[], help="rows of earlier runs")
    run.add_argument("--device", default="cpu", help="cpu (default), cuda, cuda:1")
    run.add_argument("--threads", type=int, default=1, help="of this worker (1)")
    run.add_argument("--first", type=int, help="only the first so many trainings of the plan")
    run.add_argument("--seconds", type=float, help="start no training after so many seconds")
    run.add_argument(
        "--timing",
        action="store_true",
        help="measure seconds, latency and energy too; only on a machine that does nothing else",
    )

    collect = commands.add_parser("collect", help="write the table and the description for ingest")
    collect.add_argument("rows", type=Path, nargs="+", help="run folders or files of rows")
    collect.add_argument("--plan", type=Path, required=True)
    collect.add_argument("--about", type=Path, help="JSON with title, dataset, sensor and so on")
    collect.add_argument("--table", type=Path, help="CSV to write")
    collect.add_argument("--instance", type=Path, help="description to write, needs --about")
    collect.add_argument("--keep", type=Path, help="folder for the merged rows, to resume from")
    return parser


def _read_cells(path: Path) -> dict[str, Cell]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise EvaluateError(f"{path} cannot be read: {error}") from error
    return dict(parse_cell_line(line.strip()) for line in lines if line.strip())


def _skeleton(args: argparse.Namespace, channels: int, classes: int) -> Skeleton:
    base = PRESETS[args.preset or "nasbench101"]
    given = {name: getattr(args, name) for name in ("stem_width", "stacks", "cells_per_stack")}
    parts = {name: value or getattr(base, name) for name, value in given.items()}
    return Skeleton(channels=channels, classes=classes, **parts)


def _plan(args: argparse.Namespace) -> None:
    if args.vertices > _VERTICES_MAX:
        raise EvaluateError(
            f"--vertices goes up to {_VERTICES_MAX}. For larger cells, give a file with --cells."
        )
    images = read_images(args.images)
    bands = args.bands or list(range(images.pixels.shape[3]))
    resolution = args.resolution or images.pixels.shape[1]
    images.with_bands(bands).shrunk_to(resolution)
    if args.split is None:
        split = stratified_split(images.labels, args.shares, args.seed)
    else:
        split = {name: list(map(int, json.loads(args.split.read_text())[name])) for name in SPLITS}
    check_split(split, len(images.labels))
    text = split_text(split)
    train_images = args.train_images or len(split["train"])
    if not 0 < train_images <= len(split["train"]):
        raise EvaluateError(f"--train-images goes from 1 to {len(split['train'])}.")
    used = {**split, "train": split["train"][:train_images]}
    data = Data(
        sha256=images.sha256(),
        split_sha256=sha256(text.encode()).hexdigest(),
        bands=bands,
        resolution=resolution,
        train_images=train_images,
        classes=list(images.classes),
        images_per_class={
            name: np.bincount(images.labels[used[name]], minlength=len(images.classes)).tolist()
            for name in SPLITS
        },
    )
    recipe = Recipe(args.batch, args.learning_rate, args.momentum, args.weight_decay, args.flips)
    skeleton = _skeleton(args, len(bands), len(images.classes))
    cells = cells_up_to(args.vertices) if args.cells is None else _read_cells(args.cells)
    order = seeded_order(list(cells), args.seed)[: args.count]
    passes = [
        Pass(epochs, run, len(order) if count is None else min(count, len(order)))
        for epochs, run, count in args.passes or [(12, 0, None)]
    ]
    protocol = Protocol(args.seed, data, skeleton, recipe)
    plan = Plan(args.name, protocol, passes, {name: cells[name] for name in order})
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "split.json").write_text(text)
    write_plan(plan, args.out / "plan.json")
    print(protocol_text(plan))
    trainings = sum(1 for _ in plan.trainings())
    print(f"{trainings:,} trainings of {len(order):,} cells: {args.out}/plan.json")


def _run(args: argparse.Namespace) -> None:
    check_device(args.device)
    plan = read_plan(args.plan)
    split = read_split(args.plan.parent / "split.json", plan.protocol.data.split_sha256)
    parts = load_parts(read_images(args.images), split, plan.protocol.data, args.device)
    options = WorkerOptions(
        device=args.device,
        threads=args.threads,
        timing=args.timing,
        done=tuple(args.done),
        first=args.first,
        seconds=args.seconds,
    )
    outcome = run_worker(plan, parts, args.folder, options, lambda line: print(line, flush=True))
    print(f"Trained {outcome.trained:,}; {outcome.elsewhere:,} are with other workers.")


def _collect(args: argparse.Namespace) -> None:
    plan = read_plan(args.plan)
    rows = merge_rows(plan, args.rows)
    if args.instance is not None:
        if args.about is None:
            raise EvaluateError("--instance needs --about: a JSON file that says what it is.")
        described = description(plan, read_about(args.about), list(rows.values()))
        args.instance.write_text(
            json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    if args.table is not None:
        args.table.write_text(table_text(plan, rows.items()), encoding="utf-8")
    if args.keep is not None:
        keep_rows(args.keep, rows.values(), read_machines(args.rows))
    for each in plan.passes:
        done = sum(key.epochs == each.epochs and key.run == each.run for key in rows)
        print(f"{each.epochs} epochs, run {each.run}: {done:,} of {each.cells:,} cells")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when it is done, 1 when it was refused or failed, 2 when called wrongly."""
    args = _parser().parse_args(arguments)
    try:
        {"plan": _plan, "run": _run, "collect": _collect}[args.command](args)
    except (EvaluateError, ValueError) as error:
        print(f"eo-nas-evaluate {args.command}: {error}", file=sys.stderr)
        return 1
    return 0
