"""Variants of the EuroSAT protocol: one band at a time, and grey."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from eo_nas_evaluate.plan import read_plan
from eo_nas_evaluate.readers import read_images

from .support import small_images, write_small_plan

_FOLDER = Path(__file__).resolve().parents[1] / "eurosat-rgb"


@pytest.fixture(scope="module")
def sensors() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sensors", _FOLDER / "sensors.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_grey_is_the_luminance_of_the_colours(sensors: ModuleType) -> None:
    images = small_images()
    made = sensors.stacked(images)
    assert made.pixels.shape == (*images.pixels.shape[:3], 4)
    assert (made.pixels[..., :3] == images.pixels).all()
    red, green, blue = (int(value) for value in images.pixels[5, 1, 2])
    assert made.pixels[5, 1, 2, 3] == round(0.299 * red + 0.587 * green + 0.114 * blue)


def test_a_variant_has_the_protocol_of_the_plan_but_for_its_band(sensors: ModuleType) -> None:
    plan = read_plan(_FOLDER / "plan.json")
    images = sensors.stacked(small_images())
    for name, band in sensors.VARIANTS.items():
        variant = sensors.variant_plan(plan, images, name)
        assert list(variant.cells) == list(plan.cells)[: sensors.CELLS]
        assert [(each.epochs, each.cells) for each in variant.passes] == [(4, 200)]
        assert list(variant.protocol.data.bands) == [band]
        assert variant.protocol.skeleton.channels == 1
        assert variant.protocol.recipe == plan.protocol.recipe
        assert variant.protocol.data.split_sha256 == plan.protocol.data.split_sha256
        assert variant.protocol.id() != plan.protocol.id()


def test_the_variants_are_trained_kept_and_compared(sensors: ModuleType, tmp_path: Path) -> None:
    plan, images = write_small_plan(tmp_path / "rgb")
    from eo_nas_evaluate.command import main

    rows = tmp_path / "rgb-run"
    command = ["--plan", str(plan), "--images", str(images)]
    assert main(["run", *command, "--folder", str(rows)]) == 0
    collected = ["--plan", str(plan), "--keep", str(plan.parent)]
    assert main(["collect", str(rows), *collected]) == 0
    folder = tmp_path / "sensors"
    stacked = sensors.prepare(images, folder, plan.parent, 4)
    # A second worker finds everything there.
    assert sensors.prepare(images, folder, plan.parent, 4) == stacked
    assert read_images(stacked).pixels.shape[3] == 4
    for name in sensors.VARIANTS:
        own = folder / name
        options = ["--plan", str(own / "plan.json"), "--images", str(stacked)]
        assert main(["run", *options, "--folder", str(own / "run")]) == 0
    kept = tmp_path / "kept"
    for _ in range(2):
        sensors.keep(folder, kept)
    found = sensors.measured(kept, plan.parent)
    assert list(found) == ["RGB", "red", "green", "blue", "grey"]
    assert [len(values) for values in found.values()] == [6, 4, 4, 4, 4]
    assert found == sensors.measured(folder, plan.parent)
    lines = sensors.table(found).splitlines()
    assert len(lines) == 2 + 10
    assert lines[2].startswith("| RGB | red | 4 |")
    # A worker in a new folder trains nothing that is kept.
    other = tmp_path / "other"
    sensors.prepare(images, other, plan.parent, 4)
    assert sensors.run(images, other, math.inf, kept) == 0
    assert not list(other.rglob("*.jsonl"))


def test_tau_counts_ties_as_tau_b_does(sensors: ModuleType) -> None:
    tau = sensors.tau
    assert tau(np.array([1.0, 2, 3, 4]), np.array([1.0, 2, 4, 3])) == pytest.approx(4 / 6)
    assert tau(np.array([1.0, 1, 2, 3]), np.array([1.0, 2, 3, 4])) == pytest.approx(5 / 30**0.5)
    cells, value, error = sensors.agreement(
        {str(at): float(at) for at in range(40)}, {str(at): float(at) for at in range(10, 50)}
    )
    assert (cells, value, error) == (30, 1.0, 0.0)


def test_a_wrong_call_says_how_it_is_called(
    sensors: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sensors.execute(["train"]) == 2
    assert "sensors.py run IMAGES.npz FOLDER" in capsys.readouterr().err


def test_a_shortfall_is_what_the_taus_say_of_the_cells_that_all_have(sensors: ModuleType) -> None:
    draw = np.random.default_rng(3)
    one, again = ({f"{at}": float(draw.normal()) for at in range(30)} for _ in range(2))
    _, value, _ = sensors.agreement(one, again)
    # A variant that is one of the runs has tau 1 with it.
    cells, least, error = sensors.shortfall(one, again, {**one, "alone": 0.0})
    assert cells == 30
    assert least == pytest.approx((value - 1) / 2)
    assert 0 < error < 0.2
    # One that turns the order of a run around has tau -1 with it.
    turned = {hash_: -accuracy for hash_, accuracy in one.items()}
    assert sensors.shortfall(one, again, turned)[1] == pytest.approx(value + (1 + value) / 2)
    found = {"RGB": one, sensors.AGAIN: again, **dict.fromkeys(sensors.VARIANTS, one)}
    assert sensors.shortfalls(found).splitlines()[2].startswith(f"| red | 30 | {least:.2f} |")
