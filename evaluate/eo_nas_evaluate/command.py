"""The command line: ``eo-nas-evaluate plan | run | collect``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .errors import EvaluateError
from .recipe import Recipe
from .skeleton import PRESETS


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _count(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 on")


def _shares(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


def _pass(text: str) -> tuple[int, int, int | None]:
    epochs, _, rest = text.partition(":")
    run, _, cells = rest.partition(":")
    return int(epochs), int(run or 0), int(cells) if cells else None


def _add_plan(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("--images", type=Path, required=True, help="an .npz file or a folder")
    plan.add_argument("--out", type=Path, required=True, help="folder for the two files")
    plan.add_argument("--name", required=True)
    plan.add_argument("--seed", type=int, default=1, help="of order, split and trainings (1)")
    cells = plan.add_mutually_exclusive_group()
    cells.add_argument("--vertices", type=int, default=5, help="all cells of up to so many (5)")
    cells.add_argument("--cells", type=Path, help='a file of lines "HASH MATRIX OPERATIONS"')
    plan.add_argument("--count", type=_count, help="only so many cells, a uniform sample")
    plan.add_argument(
        "--pass",
        dest="passes",
        type=_pass,
        action="append",
        metavar="EPOCHS[:RUN[:CELLS]]",
        help="train the first CELLS cells (all) for EPOCHS epochs as run RUN (0); repeatable",
    )
    plan.add_argument("--bands", type=_numbers, help="bands to use, from 0, for example 3,2,1")
    plan.add_argument("--resolution", type=_count, help="pixels a side, by averaging blocks")
    plan.add_argument("--train-images", type=int, help="use only so many training images")
    split = plan.add_mutually_exclusive_group()
    split.add_argument("--shares", type=_shares, default=[0.6, 0.2, 0.2], help="0.6,0.2,0.2")
    split.add_argument("--split", type=Path, help="JSON with train, validation, test indices")
    plan.add_argument("--preset", choices=sorted(PRESETS), help="width, stacks, cells as published")
    plan.add_argument("--stem-width", type=int)
    plan.add_argument("--stacks", type=int)
    plan.add_argument("--cells-per-stack", type=int)
    plan.add_argument("--batch", type=int, default=Recipe.batch)
    plan.add_argument("--learning-rate", type=float, default=Recipe.learning_rate)
    plan.add_argument("--momentum", type=float, default=Recipe.momentum)
    plan.add_argument("--weight-decay", type=float, default=Recipe.weight_decay)
    plan.add_argument("--no-flips", dest="flips", action="store_false")


def _add_run(run: argparse.ArgumentParser) -> None:
    run.add_argument("--plan", type=Path, required=True)
    run.add_argument("--images", type=Path, required=True)
    run.add_argument("--folder", type=Path, required=True, help="the folder that workers share")
    run.add_argument(
        "--done", type=Path, action="append", default=[], help="rows of earlier runs; repeatable"
    )
    run.add_argument("--device", default="cpu", help="cpu (default), cuda, cuda:1")
    run.add_argument("--threads", type=_count, default=1, help="of this worker (1)")
    run.add_argument("--first", type=_count, help="only the first so many trainings of the plan")
    run.add_argument("--seconds", type=float, help="start no training after so many seconds")
    run.add_argument(
        "--timing",
        action="store_true",
        help="measure seconds, latency and energy too; only on a machine that does nothing else",
    )


def _add_collect(collect: argparse.ArgumentParser) -> None:
    collect.add_argument("rows", type=Path, nargs="+", help="run folders, or files of rows")
    collect.add_argument("--plan", type=Path, required=True)
    collect.add_argument("--about", type=Path, help="JSON with title, data set, sensor and so on")
    collect.add_argument("--table", type=Path, help="CSV to write")
    collect.add_argument("--instance", type=Path, help="description to write; needs --about")
    collect.add_argument("--keep", type=Path, help="folder for the merged rows, to resume from")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="eo-nas-evaluate", description="Trains NASBench-101 cells on images of your own."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    _add_plan(commands.add_parser("plan", help="write what is to be trained, and the split"))
    _add_run(commands.add_parser("run", help="train what is not trained; start any number"))
    _add_collect(commands.add_parser("collect", help="write what ingest takes"))
    return parser


def _execute(args: argparse.Namespace) -> None:
    # Each imports only what it needs: collecting works without PyTorch and numpy.
    if args.command == "plan":
        from .plan_command import execute
    elif args.command == "run":
        from .run_command import execute
    else:
        from .collect_command import execute
    execute(args)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when it is done, 1 when it was refused or failed, 2 when called wrongly."""
    args = _parser().parse_args(arguments)
    try:
        _execute(args)
    except (EvaluateError, ValueError, OSError) as error:
        print(f"eo-nas-evaluate {args.command}: {error}", file=sys.stderr)
        return 1
    return 0
