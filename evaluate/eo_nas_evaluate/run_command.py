"""``eo-nas-evaluate run``: one worker."""

from __future__ import annotations

import argparse

from .plan import read_plan, read_split
from .readers import read_images
from .tensors import load_parts
from .worker import WorkerOptions, check_device, run_worker


def execute(args: argparse.Namespace) -> None:
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
