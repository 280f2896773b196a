"""Claims of dead workers are retaken; claims of the living are not."""

from __future__ import annotations

import os
from pathlib import Path

from eo_nas_evaluate.claims import Claims, claim_name
from eo_nas_evaluate.plan import Key

_KEY = Key("0" * 32, 4, 0)


def _elsewhere(folder: Path, lease_seconds: float = 900) -> Claims:
    return Claims(folder, lease_seconds, _machine="another machine")


def _age(folder: Path, seconds: float) -> None:
    for path in folder.iterdir():
        touched = path.stat().st_mtime - seconds
        os.utime(path, (touched, touched))


def test_a_key_is_taken_once(tmp_path: Path) -> None:
    first, second = Claims(tmp_path), Claims(tmp_path)
    assert first.take(_KEY)
    assert not second.take(_KEY)
    assert not first.take(_KEY)
    assert second.take(_KEY._replace(epochs=12))


def test_two_that_saw_the_same_state_do_not_both_take_a_key(tmp_path: Path) -> None:
    first, second = Claims(tmp_path), Claims(tmp_path)
    seen = first.generations()
    assert first.take(_KEY, seen)
    assert not second.take(_KEY, seen)


def test_a_claim_of_another_machine_is_kept_while_it_is_touched(tmp_path: Path) -> None:
    assert _elsewhere(tmp_path).take(_KEY)
    _age(tmp_path, 800)
    assert not Claims(tmp_path).take(_KEY)


def test_a_claim_of_another_machine_is_retaken_after_its_lease(tmp_path: Path) -> None:
    lost = _elsewhere(tmp_path)
    assert lost.take(_KEY)
    _age(tmp_path, 1000)
    first, second = Claims(tmp_path), Claims(tmp_path)
    seen = first.generations()
    assert first.take(_KEY, seen)
    assert not second.take(_KEY, seen)
    assert first.holds()
    assert not lost.holds()


def test_an_empty_claim_is_retaken_after_its_lease(tmp_path: Path) -> None:
    (tmp_path / f"{claim_name(_KEY)}.1").touch()
    assert not Claims(tmp_path).take(_KEY)
    _age(tmp_path, 1000)
    assert Claims(tmp_path).take(_KEY)


def test_a_heartbeat_touches_the_held_claim(tmp_path: Path) -> None:
    claims = Claims(tmp_path, lease_seconds=0.2)
    assert claims.take(_KEY)
    _age(tmp_path, 1000)
    old = [path.stat().st_mtime for path in tmp_path.iterdir()]
    claims.start_heartbeat()
    try:
        for _ in range(200):
            if [path.stat().st_mtime for path in tmp_path.iterdir()] > old:
                break
            claims._stop.wait(0.05)
        else:
            raise AssertionError("the claim was never touched")
    finally:
        claims.stop_heartbeat()


def test_nothing_but_claims_stays_in_the_folder(tmp_path: Path) -> None:
    claims = Claims(tmp_path)
    claims.take(_KEY)
    _elsewhere(tmp_path).take(_KEY)
    assert [path.name for path in tmp_path.iterdir()] == [f"{_KEY.hash}-4-0.1"]
