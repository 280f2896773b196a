"""The committed plan, split, rows and pilot of EuroSAT RGB."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from eo_nas_evaluate.cells import cells_up_to, seeded_order
from eo_nas_evaluate.merge import merge_rows, read_machines
from eo_nas_evaluate.plan import Plan, read_plan, read_split
from eo_nas_evaluate.readers import read_images
from eo_nas_evaluate.splits import check_split, stratified_split

from .support import published

_FOLDER = Path(__file__).resolve().parents[1] / "eurosat-rgb"
_BYTES_MAX = 5_000_000


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(_FOLDER / "plan.json")


def test_the_plan_trains_all_2_532_cells_in_the_order_of_its_seed(plan: Plan) -> None:
    cells = cells_up_to(5)
    assert list(plan.cells) == seeded_order(list(cells), plan.protocol.seed)
    assert dict(plan.cells) == cells


def test_the_split_is_60_20_20_by_class_and_made_from_the_seed(plan: Plan) -> None:
    images = read_images(published("eurosat-rgb/eurosat-rgb-32.npz"))
    assert images.sha256() == plan.protocol.data.sha256
    split = read_split(_FOLDER / "split.json", plan.protocol.data.split_sha256)
    check_split(split, 27_000)
    assert [len(part) for part in split.values()] == [16_200, 5_400, 5_400]
    assert split == stratified_split(images.labels, [0.6, 0.2, 0.2], plan.protocol.seed)


def test_the_rows_are_of_the_plan_and_their_machines_are_described(plan: Plan) -> None:
    rows = merge_rows(plan, [_FOLDER])
    machines = read_machines([_FOLDER])
    counts = plan.protocol.data.images_per_class
    for key, row in rows.items():
        assert row["seed"] == plan.protocol.seed_of(key)
        assert row["machine"] in machines
        for stage in ("final", "halfway"):
            for split, (correct, predicted, _) in row[stage].items():
                assert sum(predicted) == sum(counts[split])
                for right, actual, said in zip(correct, counts[split], predicted, strict=True):
                    assert right <= min(actual, said)
    whole = sum(1 for _ in plan.trainings())
    size = (_FOLDER / "rows.jsonl").stat().st_size
    assert size / len(rows) * whole < _BYTES_MAX


def _pilot() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pilot", _FOLDER / "pilot.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up.
    sys.modules["pilot"] = module
    spec.loader.exec_module(module)
    return module


def test_kendalls_tau_is_as_by_hand() -> None:
    tau = _pilot().kendall_tau
    assert tau([1, 2, 3, 4], [1, 2, 4, 3]) == pytest.approx(4 / 6)
    assert tau([1, 2, 3], [3, 2, 1]) == -1
    # Pairs 1-2 tie in the first list: 5 untied there, 6 in the second.
    assert tau([1, 1, 2, 3], [1, 2, 3, 4]) == pytest.approx(5 / 30**0.5)


def test_the_readme_shows_the_table_of_the_pilot() -> None:
    assert _pilot().table() in (_FOLDER / "README.md").read_text(encoding="utf-8")
