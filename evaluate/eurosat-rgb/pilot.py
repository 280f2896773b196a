"""The pilot that chose the protocol: which cheap setting ranks cells like an expensive one.

``python pilot.py train IMAGES.npz [SECONDS]`` trains the next cells and appends to pilot.csv;
``python pilot.py table`` prints the table of README.md from it.
"""

from __future__ import annotations

import csv
import math
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import mean, stdev
from time import monotonic, process_time

CSV = Path(__file__).with_name("pilot.csv")
PLAN = Path(__file__).with_name("plan.json")
CELLS = 60
RESAMPLES = 500
COLUMNS = ("cell", "hash", "setting", "validation_overall_accuracy", "cpu_seconds")


@dataclass(frozen=True)
class Setting:
    resolution: int
    stem_width: int
    train_images: int
    epochs: int

    @property
    def name(self) -> str:
        return f"{self.resolution}px-w{self.stem_width}-{self.train_images}-{self.epochs}"


SETTINGS = (
    Setting(16, 16, 5000, 4),
    Setting(16, 16, 2500, 12),
    Setting(16, 16, 5000, 12),
    Setting(16, 8, 5000, 12),
    Setting(32, 16, 2500, 4),
    Setting(32, 16, 5000, 12),
)
REFERENCE = SETTINGS[-1].name


def kendall_tau(first: list[float], second: list[float]) -> float:
    """Kendall's tau-b; not a number where one of the two is constant."""
    signs = [
        (math.copysign(a != b, a - b), math.copysign(c != d, c - d))
        for (a, c), (b, d) in combinations(zip(first, second, strict=True), 2)
    ]
    untied = math.sqrt(sum(x != 0 for x, _ in signs) * sum(y != 0 for _, y in signs))
    return sum(x * y for x, y in signs) / untied if untied else math.nan


def standard_error(first: list[float], second: list[float]) -> float:
    """Of Kendall's tau, by samples of the cells with replacement."""
    draw = random.Random(len(first))
    pairs = list(zip(first, second, strict=True))
    taus = []
    for _ in range(RESAMPLES):
        one, other = zip(*draw.choices(pairs, k=len(pairs)), strict=True)
        taus.append(kendall_tau(list(one), list(other)))
    return stdev(tau for tau in taus if not math.isnan(tau))


def read() -> dict[str, dict[int, tuple[float, float]]]:
    """By setting and cell: validation OA and processor seconds."""
    found: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    with CSV.open(newline="") as file:
        for row in csv.DictReader(file):
            values = float(row["validation_overall_accuracy"]), float(row["cpu_seconds"])
            found[row["setting"]][int(row["cell"])] = values
    return found


def table() -> str:
    """Markdown: each setting's tau with the reference, over the cells that both have."""
    found = read()
    lines = [
        "| setting | cells | processor seconds a cell | validation OA, mean (sd) "
        "| tau (standard error) |",
        "| --- | --- | --- | --- | --- |",
    ]
    reference = found[REFERENCE]
    for setting in SETTINGS:
        results = found[setting.name]
        common = sorted(set(results) & set(reference))
        accuracies = [results[cell][0] for cell in common]
        expensive = [reference[cell][0] for cell in common]
        tau = kendall_tau(accuracies, expensive)
        error = standard_error(accuracies, expensive)
        seconds = mean(results[cell][1] for cell in common)
        lines.append(
            f"| {setting.name} | {len(common)} | {seconds:.0f} "
            f"| {mean(accuracies):.3f} ({stdev(accuracies):.3f}) "
            f"| {'reference' if setting.name == REFERENCE else f'{tau:.2f} ({error:.2f})'} |"
        )
    return "\n".join(lines)


def train_all(images: Path, seconds: float) -> None:
    """Cell by cell, every setting, until ``seconds`` are over."""
    import numpy as np

    from eo_nas_evaluate.plan import read_plan, read_split
    from eo_nas_evaluate.readers import read_images
    from eo_nas_evaluate.recipe import Recipe
    from eo_nas_evaluate.skeleton import Skeleton
    from eo_nas_evaluate.tensors import normalised_parts
    from eo_nas_evaluate.training import train, use_deterministic_arithmetic

    use_deterministic_arithmetic()
    plan = read_plan(PLAN)
    split = read_split(PLAN.with_name("split.json"), plan.protocol.data.split_sha256)
    read_in = read_images(images)
    parts = {}
    for setting in SETTINGS:
        used = {**split, "train": split["train"][: setting.train_images]}
        small = read_in.shrunk_to(setting.resolution)
        parts[setting.name] = normalised_parts(small, used, "cpu")
    done = read()
    ends = monotonic() + seconds
    for cell, (hash_, architecture) in list(enumerate(plan.cells.items()))[:CELLS]:
        for setting in SETTINGS:
            if cell in done[setting.name]:
                continue
            if monotonic() > ends:
                return
            started = process_time()
            ours = parts[setting.name]
            result = train(
                architecture,
                Skeleton(3, 10, setting.stem_width, 3, 1),
                Recipe(),
                ours,
                setting.epochs,
                seed=1,
                only={"validation": ours["validation"]},
            )
            spent = process_time() - started
            accuracy = result.final["validation"].counts.overall_accuracy()
            with CSV.open("a", newline="") as file:
                values = (cell, hash_, setting.name, f"{np.round(accuracy, 6)}", f"{spent:.1f}")
                csv.writer(file, lineterminator="\n").writerow(values)


if __name__ == "__main__":
    if sys.argv[1:2] == ["train"]:
        train_all(Path(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else math.inf)
    else:
        print(table())
