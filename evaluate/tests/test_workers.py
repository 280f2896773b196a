"""What many workers on one folder promise."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

from eo_nas_evaluate.claims import Claims
from eo_nas_evaluate.plan import Key, read_plan
from eo_nas_evaluate.rows import key_of, read_rows, row_files

from .processes import Workers
from .support import write_small_plan

_KILLS = 20


def _trained(plan: Path, folder: Path) -> list[Key]:
    rows = read_rows(row_files(folder), read_plan(plan).protocol.id())
    return [key_of(row) for row in rows]


def _begun(folder: Path) -> int:
    # Each begun training has taken one generation of its key's claim.
    return sum(Claims(folder / "claims").generations().values())


def test_a_worker_killed_20_times_at_random_loses_at_most_the_cell_in_progress(
    tmp_path: Path,
) -> None:
    plan, images = write_small_plan(tmp_path, "--vertices", "4", "--pass", "3")
    folder = tmp_path / "run"
    draw = random.Random(19)
    before = 0
    killed = 0
    with Workers() as workers:
        while killed < _KILLS:
            pid = workers.start(plan, images, folder)
            time.sleep(draw.uniform(0.2, 1.2))
            os.kill(pid, signal.SIGKILL)
            if workers.wait(pid) == -signal.SIGKILL:
                killed += 1
            rows = len(_trained(plan, folder)) if (folder / "rows").exists() else 0
            assert rows >= before
            before = rows
            assert _begun(folder) <= rows + killed
            if rows == 91:
                break
        assert killed == _KILLS, "the plan ended before 20 kills"
        assert workers.wait(workers.start(plan, images, folder)) == 0
    expected = list(read_plan(plan).trainings())
    assert Counter(_trained(plan, folder)) == Counter(expected)
    assert _begun(folder) <= len(expected) + _KILLS


def test_workers_on_one_folder_never_train_the_same_cell(tmp_path: Path) -> None:
    plan, images = write_small_plan(tmp_path, "--vertices", "4", "--count", "40", "--pass", "1")
    folder = tmp_path / "run"
    with Workers() as workers:
        pids = [workers.start(plan, images, folder) for _ in range(4)]
        assert [workers.wait(pid) for pid in pids] == [0, 0, 0, 0]
    assert Counter(_trained(plan, folder)) == Counter(read_plan(plan).trainings())
    assert set(Claims(folder / "claims").generations().values()) == {1}
    assert len(row_files(folder)) > 1


def test_two_runs_of_one_seed_give_the_same_bits(tmp_path: Path) -> None:
    plan, images = write_small_plan(tmp_path)
    with Workers() as workers:
        for name in ("first", "second"):
            assert workers.wait(workers.start(plan, images, tmp_path / name)) == 0
    first, second = (
        [path.read_bytes() for path in row_files(tmp_path / name)] for name in ("first", "second")
    )
    assert first == second
    assert len(first[0].splitlines()) == 6


def test_a_paused_worker_keeps_its_cell(tmp_path: Path) -> None:
    plan, images = write_small_plan(tmp_path, "--count", "1", "--pass", "400")
    folder = tmp_path / "run"
    with Workers() as workers:
        paused = workers.start(plan, images, folder)
        while not _begun_safely(folder):
            time.sleep(0.05)
        os.kill(paused, signal.SIGSTOP)
        for claim in (folder / "claims").iterdir():
            os.utime(claim, (0, 0))
        assert workers.wait(workers.start(plan, images, folder)) == 0
        assert _begun(folder) == 1
        os.kill(paused, signal.SIGKILL)
        workers.wait(paused)
        assert Claims(folder / "claims").take(next(read_plan(plan).trainings()))
        assert _begun(folder) == 2


def _begun_safely(folder: Path) -> int:
    return _begun(folder) if (folder / "claims").exists() else 0
