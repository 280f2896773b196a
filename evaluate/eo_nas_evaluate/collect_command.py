"""``eo-nas-evaluate collect``: writes what ingest takes. Needs neither PyTorch nor numpy."""

from __future__ import annotations

import argparse
import json

from .about import read_about
from .errors import EvaluateError
from .merge import check_kept, keep_rows, merge_rows, read_machines
from .plan import read_plan
from .table import description, table_text


def execute(args: argparse.Namespace) -> None:
    plan = read_plan(args.plan)
    rows = merge_rows(plan, args.rows)
    if not rows:
        raise EvaluateError("There are no rows yet.")
    if args.keep is not None:
        check_kept(args.keep, plan, rows)
    if args.instance is not None:
        if args.about is None:
            raise EvaluateError("--instance needs --about: a JSON file that says what it is.")
        described = description(plan, read_about(args.about), list(rows.values()))
        text = json.dumps(described, indent=2, ensure_ascii=False) + "\n"
        args.instance.write_text(text, encoding="utf-8")
    if args.table is not None:
        args.table.write_text(table_text(plan, rows.items()), encoding="utf-8")
    if args.keep is not None:
        keep_rows(args.keep, rows.values(), read_machines(args.rows))
    for each in plan.passes:
        done = sum(key.epochs == each.epochs and key.run == each.run for key in rows)
        print(f"{each.epochs} epochs, run {each.run}: {done:,} of {each.cells:,} cells")
