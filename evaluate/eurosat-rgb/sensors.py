"""Sensors as instances: the protocol of eurosat-rgb on one band at a time, and on grey.

``python sensors.py run IMAGES.npz FOLDER [SECONDS]`` is one worker; start one a core.
``python sensors.py keep FOLDER`` puts what was measured into ``sensors/`` beside this file.
``python sensors.py table [FOLDER]`` prints how alike the variants rank the cells, from ``sensors/``
or from a folder of runs, and how much less like RGB than another run of RGB does.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, islice
from pathlib import Path
from shutil import copyfile
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from eo_nas_evaluate.command import main
from eo_nas_evaluate.images import Images
from eo_nas_evaluate.merge import merge_rows
from eo_nas_evaluate.plan import Pass, Plan, read_plan, write_plan
from eo_nas_evaluate.readers import read_images

HERE = Path(__file__).resolve().parent
KEPT = HERE / "sensors"
CELLS = 200
#: Bands of the stacked images: the three of the RGB edition, then their luminance.
VARIANTS = {"red": 0, "green": 1, "blue": 2, "grey": 3}
#: Of ITU-R BT.601, as most programs turn colours to grey.
LUMINANCE = (0.299, 0.587, 0.114)
RESAMPLES = 200
AGAIN = "RGB, another run"

Values = dict[str, float]


def stacked(images: Images) -> Images:
    """Red, green, blue and grey of an RGB data set, as bands of one."""
    weights = np.array(LUMINANCE, dtype=np.float32)
    grey = np.rint(images.pixels.astype(np.float32) @ weights).astype(images.pixels.dtype)
    pixels = np.concatenate([images.pixels, grey[..., np.newaxis]], axis=3)
    return Images(pixels, images.labels, images.classes)


def variant_plan(plan: Plan, images: Images, name: str, cells: int = CELLS) -> Plan:
    """The first cells of a plan by its protocol, on one band of the stacked images."""
    protocol = plan.protocol
    data = replace(protocol.data, sha256=images.sha256(), bands=[VARIANTS[name]])
    skeleton = replace(protocol.skeleton, channels=1)
    first = dict(islice(plan.cells.items(), cells))
    passes = [Pass(plan.passes[0].epochs, 0, len(first))]
    variant = replace(protocol, data=data, skeleton=skeleton)
    return Plan(f"{plan.name}-{name}", variant, passes, first)


def prepare(images: Path, folder: Path, source: Path = HERE, cells: int = CELLS) -> Path:
    """Writes the stacked images and one plan a variant; gives the path of the images.

    What is there already stays, so that many workers may start at once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "stacked.npz"
    if not path.exists():
        made = stacked(read_images(images))
        draft = folder / f"draft-{os.getpid()}.npz"
        np.savez(draft, images=made.pixels, labels=made.labels, classes=list(made.classes))
        os.replace(draft, path)
    missing = [name for name in VARIANTS if not (folder / name / "plan.json").exists()]
    if missing:
        plan, read = read_plan(source / "plan.json"), read_images(path)
        for name in missing:
            own = folder / name
            own.mkdir(exist_ok=True)
            copyfile(source / "split.json", own / "split.json")
            write_plan(variant_plan(plan, read, name, cells), own / f"draft-{os.getpid()}.json")
            os.replace(own / f"draft-{os.getpid()}.json", own / "plan.json")
    return path


def run(images: Path, folder: Path, seconds: float, kept: Path = KEPT) -> int:
    """Trains what nobody has trained, variant after variant; starts none after ``seconds``.

    Runs whose rows are in ``kept`` are done.
    """
    path = prepare(images, folder)
    ends = monotonic() + seconds
    for name in VARIANTS:
        own = folder / name
        left = [] if math.isinf(seconds) else ["--seconds", str(max(0.0, ends - monotonic()))]
        command = ["--plan", str(own / "plan.json"), "--images", str(path)]
        if (kept / name / "rows.jsonl").exists():
            command += ["--done", str(kept / name)]
        failed = main(["run", *command, "--folder", str(own / "run"), *left])
        if failed:
            return failed
    return 0


def keep(folder: Path, kept: Path = KEPT) -> None:
    """Puts plans and rows beside this file: small enough for the repository."""
    for name in VARIANTS:
        own = kept / name
        own.mkdir(parents=True, exist_ok=True)
        copyfile(folder / name / "plan.json", own / "plan.json")
        rows = [folder / name / "run", *([own] if (own / "rows.jsonl").exists() else [])]
        paths = [str(path) for path in rows]
        main(["collect", *paths, "--plan", str(own / "plan.json"), "--keep", str(own)])


def accuracies(plan: Plan, rows: Path, run: int = 0) -> Values:
    """Validation OA of the cells that a run has, by module hash."""
    epochs = plan.passes[0].epochs
    total = sum(plan.protocol.data.images_per_class["validation"])
    return {
        key.hash: sum(row["final"]["validation"][0]) / total
        for key, row in merge_rows(plan, [rows]).items()
        if (key.epochs, key.run) == (epochs, run)
    }


def measured(folder: Path, source: Path = HERE) -> dict[str, Values]:
    """By variant: the rows of the main plan for RGB, of ``folder`` for the others."""
    plan = read_plan(source / "plan.json")
    found = {"RGB": accuracies(plan, source)}
    again = accuracies(plan, source, run=1)
    if again:
        found[AGAIN] = again
    for name in VARIANTS:
        rows = folder / name / ("run" if (folder / name / "run").exists() else "")
        if (folder / name / "plan.json").exists():
            found[name] = accuracies(read_plan(folder / name / "plan.json"), rows)
    return found


def tau(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Kendall's tau-b; not a number where one of the two is constant."""
    first = np.sign(one[:, None] - one[None, :])
    second = np.sign(other[:, None] - other[None, :])
    untied = math.sqrt(float((first**2).sum()) * float((second**2).sum()))
    return float((first * second).sum()) / untied if untied else math.nan


def agreement(one: Values, other: Values) -> tuple[int, float, float]:
    """Cells that both have, tau, and its standard error over samples of the cells."""
    common = sorted(set(one) & set(other))
    first = np.array([one[hash_] for hash_ in common])
    second = np.array([other[hash_] for hash_ in common])
    if len(common) < 2:
        return len(common), math.nan, math.nan
    draw = np.random.default_rng(len(common))
    samples = (draw.integers(0, len(common), len(common)) for _ in range(RESAMPLES))
    taus = [tau(first[sample], second[sample]) for sample in samples]
    return len(common), tau(first, second), float(np.nanstd(taus, ddof=1))


def table(found: Mapping[str, Values]) -> str:
    """Markdown: rank correlations of validation OA between the variants."""
    lines = ["| one | other | cells | tau | standard error |", "| --- | --- | --- | --- | --- |"]
    for one, other in combinations(found, 2):
        cells, value, error = agreement(found[one], found[other])
        lines.append(f"| {one} | {other} | {cells} | {value:.2f} | {error:.2f} |")
    return "\n".join(lines)


def shortfall(one: Values, again: Values, other: Values) -> tuple[int, float, float]:
    """How much less like two runs a variant ranks the cells than these are like each other.

    Cells that all have; tau of the runs less the mean of the variant's taus with both; its standard
    error over samples of the cells.
    """
    common = sorted(set(one) & set(again) & set(other))
    columns = [np.array([values[hash_] for hash_ in common]) for values in (one, again, other)]

    def of(sample: NDArray[np.int64]) -> float:
        first, second, third = (column[sample] for column in columns)
        return tau(first, second) - (tau(first, third) + tau(second, third)) / 2

    draw = np.random.default_rng(len(common))
    samples = [of(draw.integers(0, len(common), len(common))) for _ in range(RESAMPLES)]
    return len(common), of(np.arange(len(common))), float(np.nanstd(samples, ddof=1))


def shortfalls(found: Mapping[str, Values]) -> str:
    """Markdown: the shortfall of each variant, where RGB has another run."""
    lines = ["| variant | cells | shortfall | standard error |", "| --- | --- | --- | --- |"]
    for name in VARIANTS:
        cells, value, error = shortfall(found["RGB"], found[AGAIN], found[name])
        lines.append(f"| {name} | {cells} | {value:.2f} | {error:.2f} |")
    return "\n".join(lines)


def execute(arguments: list[str]) -> int:
    """Exit code 2 where it was called wrongly."""
    if arguments[:1] == ["run"] and len(arguments) in (3, 4):
        seconds = float(arguments[3]) if len(arguments) == 4 else math.inf
        return run(Path(arguments[1]), Path(arguments[2]), seconds)
    if arguments[:1] == ["keep"] and len(arguments) == 2:
        keep(Path(arguments[1]))
        return 0
    if arguments[:1] == ["table"] and len(arguments) in (1, 2):
        found = measured(Path(arguments[1]) if len(arguments) == 2 else KEPT)
        print(table(found))
        if {AGAIN, *VARIANTS} <= set(found):
            print(f"\n{shortfalls(found)}")
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(execute(sys.argv[1:]))
