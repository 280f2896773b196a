"""``eo-nas-evaluate plan``: writes plan.json and split.json."""

from __future__ import annotations

import argparse
import json
from hashlib import sha256
from pathlib import Path

import numpy as np
from eo_nas_bench.cell import Cell

from .cells import cells_up_to, seeded_order
from .errors import EvaluateError
from .images import Images
from .plan import SPLITS, Data, Pass, Plan, Protocol, parse_cell_line, split_text, write_plan
from .protocol_text import protocol_text
from .readers import read_images
from .recipe import Recipe
from .skeleton import PRESETS, Skeleton
from .splits import check_split, stratified_split

_VERTICES_MAX = 5


def _cells(args: argparse.Namespace) -> dict[str, Cell]:
    if args.cells is not None:
        try:
            lines = args.cells.read_text(encoding="utf-8").split("\n")
        except OSError as error:
            raise EvaluateError(f"{args.cells} cannot be read: {error}") from error
        return dict(parse_cell_line(line.strip()) for line in lines if line.strip())
    if not 2 <= args.vertices <= _VERTICES_MAX:
        raise EvaluateError(
            f"--vertices goes from 2 to {_VERTICES_MAX}; give larger cells with --cells FILE."
        )
    return cells_up_to(args.vertices)


def _skeleton(args: argparse.Namespace, channels: int, classes: int) -> Skeleton:
    base = PRESETS[args.preset or "nasbench101"]
    given = {name: getattr(args, name) for name in ("stem_width", "stacks", "cells_per_stack")}
    parts = {name: getattr(base, name) if value is None else value for name, value in given.items()}
    return Skeleton(channels=channels, classes=classes, **parts)


def _written_split(path: Path) -> dict[str, list[int]]:
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        return {name: [int(index) for index in written[name]] for name in SPLITS}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluateError(
            f"{path} is no JSON object with lists of indices {', '.join(SPLITS)}: {error!r}"
        ) from error


def _data(args: argparse.Namespace, images: Images, split: dict[str, list[int]]) -> Data:
    train_images = len(split["train"]) if args.train_images is None else args.train_images
    if not 2 <= train_images <= len(split["train"]):
        raise EvaluateError(f"--train-images goes from 2 to {len(split['train'])}.")
    height, width = images.pixels.shape[1:3]
    if args.resolution is None and height != width:
        raise EvaluateError(
            f"The images have {height} × {width} pixels, and networks see squares. Cut the images, "
            "or give --resolution, which averages blocks that are not square."
        )
    used = {**split, "train": split["train"][:train_images]}
    classes = len(images.classes)
    data = Data(
        sha256=images.sha256(),
        split_sha256=sha256(split_text(split).encode()).hexdigest(),
        bands=args.bands or list(range(images.pixels.shape[3])),
        resolution=args.resolution or height,
        train_images=train_images,
        classes=list(images.classes),
        images_per_class={
            name: np.bincount(images.labels[used[name]], minlength=classes).tolist()
            for name in SPLITS
        },
    )
    # Refuses bands and resolutions that the images do not have, before anything is written.
    Images(images.pixels[:1], images.labels[:1], images.classes).with_bands(data.bands).shrunk_to(
        data.resolution
    )
    return data


def execute(args: argparse.Namespace) -> None:
    cells = _cells(args)
    images = read_images(args.images)
    if args.split is None:
        split = stratified_split(images.labels, args.shares, args.seed)
    else:
        split = _written_split(args.split)
    check_split(split, len(images.labels))
    data = _data(args, images, split)
    recipe = Recipe(
        batch=args.batch,
        learning_rate=args.learning_rate,
        momentum=args.momentum,
        weight_decay=args.weight_decay,
        flips=args.flips,
    )
    skeleton = _skeleton(args, len(data.bands), len(data.classes))
    order = seeded_order(list(cells), args.seed)[: args.count]
    passes = [
        Pass(epochs, run, len(order) if count is None else min(count, len(order)))
        for epochs, run, count in args.passes or [(12, 0, None)]
    ]
    protocol = Protocol(args.seed, data, skeleton, recipe)
    plan = Plan(args.name, protocol, passes, {name: cells[name] for name in order})
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "split.json").write_text(split_text(split), encoding="utf-8")
    write_plan(plan, args.out / "plan.json")
    print(protocol_text(plan))
    trainings = sum(1 for _ in plan.trainings())
    print(f"{trainings:,} trainings of {len(order):,} cells: {args.out / 'plan.json'}")
