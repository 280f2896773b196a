"""From a plan to what ingest takes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import torch

from eo_nas_evaluate import worker
from eo_nas_evaluate.command import main
from eo_nas_evaluate.energy import EnergyMeter
from eo_nas_evaluate.latency import median_latency_ms
from eo_nas_evaluate.machine import describe_machine
from eo_nas_evaluate.table import recall_names

from .support import save, small_images, write_small_plan

_ABOUT = {
    "id": "small",
    "title": "Small",
    "dataset": "Noise",
    "sensor": "None",
    "citation": "None",
    "licence": "CC BY 4.0",
    "notes": "Made up.",
}


def _about(folder: Path, **changes: Any) -> Path:
    path = folder / "about.json"
    path.write_text(json.dumps({**_ABOUT, **changes}))
    return path


def _run(plan: Path, images: Path, folder: Path, *options: str) -> None:
    command = ["run", "--plan", str(plan), "--images", str(images), "--folder", str(folder)]
    assert main([*command, *options]) == 0


def _rows(folder: Path) -> list[dict[str, Any]]:
    lines = [line for path in folder.glob("rows/*.jsonl") for line in path.open()]
    return [json.loads(line) for line in lines]


def _collect(plan: Path, out: Path, *rows: Path) -> tuple[list[dict[str, str]], dict[str, Any]]:
    table, instance = out / "table.csv", out / "instance.json"
    files = ["--table", str(table), "--instance", str(instance), "--about", str(_about(out))]
    command = ["collect", *map(str, rows), "--plan", str(plan), *files, "--keep", str(out / "kept")]
    assert main(command) == 0
    with table.open(newline="") as file:
        return list(csv.DictReader(file)), json.loads(instance.read_text())


def test_a_plan_is_run_and_collected(tmp_path: Path) -> None:
    plan, images = write_small_plan(tmp_path)
    _run(plan, images, tmp_path / "run")
    table, described = _collect(plan, tmp_path, tmp_path / "run")
    assert len(table) == 6
    for row in table:
        assert set(described["columns"]) <= set(row)
        recalls = [float(row[f"recall_class{at}_test"]) for at in range(3)]
        assert float(row["average_accuracy_test"]) == pytest.approx(sum(recalls) / 3)
        assert 0 <= float(row["halfway_overall_accuracy_validation"]) <= 1
    assert described["instance"]["input"] == {"height": 8, "width": 8, "channels": 3}
    assert described["instance"]["protocol"].endswith("Made up.")
    assert described["columns"]["halfway_kappa_test"] == "halfway.kappa.test"
    assert "trainingTimeS" not in [each["name"] for each in described["instance"]["metrics"]]


def test_kept_rows_are_not_trained_again(tmp_path: Path) -> None:
    plan, images = write_small_plan(tmp_path)
    _run(plan, images, tmp_path / "run", "--first", "4")
    _collect(plan, tmp_path, tmp_path / "run")
    kept = tmp_path / "kept"
    _run(plan, images, tmp_path / "next", "--done", str(kept))
    assert len(_rows(tmp_path / "next")) == 2
    table, _ = _collect(plan, tmp_path, kept, tmp_path / "next")
    assert len(table) == 6
    assert len((kept / "rows.jsonl").read_text().splitlines()) == 6
    assert len(json.loads((kept / "machines.json").read_text())) == 1


def test_a_row_that_a_kill_cut_off_is_trained_again(tmp_path: Path) -> None:
    plan, images = write_small_plan(tmp_path)
    _run(plan, images, tmp_path / "run")
    _collect(plan, tmp_path, tmp_path / "run")
    kept = tmp_path / "kept/rows.jsonl"
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-40])
    _run(plan, images, tmp_path / "next", "--done", str(kept))
    assert len(_rows(tmp_path / "next")) == 1
    _collect(plan, tmp_path, kept, tmp_path / "next")
    assert kept.read_bytes() == whole


def test_times_come_from_a_pass_of_their_own(tmp_path: Path) -> None:
    plan, images = write_small_plan(tmp_path)
    _run(plan, images, tmp_path / "run")
    assert not any(
        "trainingSeconds" in row or "latencyMs" in row for row in _rows(tmp_path / "run")
    )
    _run(plan, images, tmp_path / "timed", "--timing", "--first", "2")
    assert all(set(row["latencyMs"]) == {"1", "64"} for row in _rows(tmp_path / "timed"))
    table, described = _collect(plan, tmp_path, tmp_path / "run", tmp_path / "timed")
    times = [row["training_time_s"] for row in table]
    assert all(float(time) > 0 for time in times[:2]) and times[2:] == [""] * 4
    assert described["columns"]["latency_batch64_ms"] == "latencyBatch64Ms"


def test_a_latency_of_64_images_is_of_64_where_the_test_split_has_fewer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def recorded(network: torch.nn.Module, images: torch.Tensor) -> float:
        network.eval()
        sizes.append(len(network(images)))
        return median_latency_ms(network, images, repeats=1)

    monkeypatch.setattr(worker, "median_latency_ms", recorded)
    plan, images = write_small_plan(tmp_path, "--vertices", "2", "--pass", "1")
    _run(plan, images, tmp_path / "timed", "--timing")
    assert sizes == [1, 64]


def test_keeping_rows_never_drops_what_was_kept_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, images = write_small_plan(tmp_path)
    _run(plan, images, tmp_path / "run", "--first", "2")
    _run(plan, images, tmp_path / "timed", "--first", "1", "--timing")
    _collect(plan, tmp_path, tmp_path / "run", tmp_path / "timed")
    kept = tmp_path / "kept/rows.jsonl"
    before = kept.read_bytes()
    for rows, lost in (("run", 1), ("timed", 1)):
        command = ["collect", str(tmp_path / rows), "--plan", str(plan)]
        assert main([*command, "--keep", str(kept.parent)]) == 1
        assert f"has {lost} rows or times of rows" in capsys.readouterr().err
        assert kept.read_bytes() == before


def test_a_machine_is_described_by_the_device_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda device=None: f"name of {device}")
    assert describe_machine("cuda:1", 1)["device"] == "name of cuda:1"
    assert describe_machine("cpu", 1)["device"] == "cpu"


def test_rows_of_another_protocol_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, images = write_small_plan(tmp_path / "one")
    other, _ = write_small_plan(
        tmp_path / "other", "--seed", "2", "--count", "1", "--vertices", "2"
    )
    _run(plan, images, tmp_path / "run", "--first", "1")
    assert main(["collect", str(tmp_path / "run"), "--plan", str(other)]) == 1
    assert "holds a run of protocol" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--resolution", "5"], "cannot be averaged to 5"),
        (["--bands", "0,7"], "bands 0 to 2"),
        (["--train-images", "999"], "--train-images goes from 2 to 36"),
        (["--vertices", "6"], "--vertices goes from 2 to 5"),
        (["--shares", "0.5,0.2,0.2"], "three that add up to 1"),
        (["--stem-width", "0"], "stem_width is 0"),
        (["--batch", "1"], "at least 2"),
        (["--pass", "0"], "epochs and cells are at least 1"),
        (["--pass", "4", "--pass", "4"], "same epochs and run"),
        (["--split", "missing.json"], "missing.json is no JSON object"),
    ],
)
def test_a_wrong_plan_is_refused_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], reason: str
) -> None:
    images = save(small_images(), tmp_path / "images.npz")
    out = tmp_path / "plan"
    command = ["plan", "--images", str(images), "--out", str(out), "--name", "small"]
    assert main([*command, *options]) == 1
    assert reason in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("option", ["--count", "--resolution"])
@pytest.mark.parametrize("number", ["0", "-1", "1.5"])
def test_a_count_below_1_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, number: str
) -> None:
    images = save(small_images(), tmp_path / "images.npz")
    command = ["plan", "--images", str(images), "--out", str(tmp_path / "plan"), "--name", "small"]
    with pytest.raises(SystemExit) as stopped:
        main([*command, f"{option}={number}"])
    assert stopped.value.code == 2
    assert f"{number} is no whole number from 1 on" in capsys.readouterr().err


def test_a_plan_changed_by_hand_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, images = write_small_plan(tmp_path)
    plan.write_text(plan.read_text().replace('"batch": 16', '"batch": 32'))
    command = ["run", "--plan", str(plan), "--images", str(images), "--folder", str(tmp_path / "r")]
    assert main(command) == 1
    assert "Write a new plan" in capsys.readouterr().err


def test_an_about_file_that_lacks_something_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, images = write_small_plan(tmp_path)
    _run(plan, images, tmp_path / "run", "--first", "1")
    about = _about(tmp_path, sensors="misspelt")
    command = ["collect", str(tmp_path / "run"), "--plan", str(plan), "--about", str(about)]
    assert main([*command, "--instance", str(tmp_path / "instance.json")]) == 1
    assert "must be a JSON object with citation, dataset" in capsys.readouterr().err


def test_recalls_have_names_that_the_service_takes() -> None:
    assert recall_names(["AnnualCrop", "bare soil or sand"]) == [
        "recallAnnualCrop",
        "recallBareSoilOrSand",
    ]
    assert recall_names(["a-b", "a b"]) == ["recallClass0", "recallClass1"]
    assert recall_names(["水", "1"]) == ["recallClass0", "recall1"]


def test_energy_is_what_rapl_counted_and_nothing_without_it(tmp_path: Path) -> None:
    assert EnergyMeter(tmp_path).kilowatt_hours() is None
    zone = tmp_path / "intel-rapl:0"
    zone.mkdir()
    (zone / "name").write_text("package-0\n")
    # The whole platform, which holds the package.
    platform = tmp_path / "intel-rapl:1"
    platform.mkdir()
    (platform / "name").write_text("psys\n")
    (platform / "energy_uj").write_text("5\n")
    (zone / "max_energy_range_uj").write_text("10000000\n")
    (zone / "energy_uj").write_text("9000000\n")
    (tmp_path / "intel-rapl:0:0").mkdir()
    (tmp_path / "intel-rapl:0:0/name").write_text("core\n")
    (tmp_path / "intel-rapl:0:0/energy_uj").write_text("5\n")
    meter = EnergyMeter(tmp_path)
    (zone / "energy_uj").write_text("2600000\n")
    (platform / "energy_uj").write_text("9000005\n")
    assert meter.kilowatt_hours() == pytest.approx(3.6e6 / 3.6e12)
