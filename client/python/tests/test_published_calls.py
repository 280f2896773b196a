"""The calls of published code that uses nasbench.api, made again on the alias."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent


def calls_of(name, files):
    """What a program of this folder prints, on the release in files with three repeats."""
    source = str(files._backend._files.by_instance["vector-instance"].path)
    done = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py")],
        env={
            "PYTHONPATH": f"{PACKAGE}:{PACKAGE / 'nasbench_alias'}",
            "EO_NAS_BENCH_SOURCE": source,
            "EO_NAS_BENCH_REPEATS": "3",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_three_encodings_of_nas_benchmarks_are_searched(files):
    pytest.importorskip("ConfigSpace")
    told = calls_of("calls_of_nas_benchmarks", files)
    assert set(told) == {"A", "B", "C"}
    # All three write the same Inception-like cell.
    assert len({scheme["inception"] for scheme in told.values()}) == 1
    for scheme in told.values():
        assert scheme["valid"] + scheme["invalid"] == 123
        assert scheme["valid"] > 10 and scheme["invalid"] > 0
        assert scheme["spent"] == pytest.approx(scheme["costs"])
        assert all(0 < error <= 1 for error in scheme["budgets"])


def test_the_notebook_of_nasbench_searches_at_random_and_by_evolution(files):
    told = calls_of("calls_of_the_notebook", files)
    assert told["first"]["trainable_parameters"] == "2694282"
    for searches in told["searches"].values():
        for times, valid, test in searches:
            assert len(times) == len(valid) == len(test) > 20
            # A plot against time needs a point beyond the budget.
            assert times[-2] <= 2e5 < times[-1]
            assert all(one < other for one, other in zip(times, times[1:]))
            assert valid == sorted(valid)
