"""The public surface: what there is, that it is documented, and that a type checker knows it."""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

import eo_nas_bench
from eo_nas_bench import Client
from eo_nas_bench import search as kit

ROOT = Path(__file__).resolve().parents[1]
SURFACE = Path(__file__).with_name("surface.txt")

MODULES = {"eo_nas_bench": eo_nas_bench, "eo_nas_bench.search": kit}


def surface():
    """One line a name: the module, the name, and the parameters of what can be called."""
    lines = []
    for module, found in MODULES.items():
        for name in sorted(found.__all__):
            one = getattr(found, name)
            if inspect.isclass(one) or not callable(one):
                lines.append(f"{module}.{name}")
            else:
                lines.append(f"{module}.{name}({', '.join(inspect.signature(one).parameters)})")
    for name, one in sorted(vars(Client).items()):
        if not name.startswith("_") and inspect.isfunction(one):
            parameters = list(inspect.signature(one).parameters)[1:]
            lines.append(f"Client.{name}({', '.join(parameters)})")
    return lines


def test_the_public_surface_is_as_listed():
    # A new name is added to surface.txt; one that goes is a breaking change.
    assert surface() == SURFACE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("module", list(MODULES))
def test_what_is_public_has_a_docstring(module):
    found = MODULES[module]
    for name in found.__all__:
        one = getattr(found, name)
        if inspect.isclass(one) or inspect.isfunction(one):
            assert one.__doc__, name


CHECKED = """
from eo_nas_bench import Client, measure

answer = Client("release").get_fitness("so2sat-lcz42", "fb150c15ea56ec137175f9cc967397a9")
value = measure(answer, "{name}")
accuracy = answer["metrics"]["{metric}"]
answer["{field}"]
"""


PROGRAMS = {
    "right": ("validationAccuracy", "overallAccuracy", "release"),
    "measure": ("validationAcuracy", "overallAccuracy", "release"),
    "metric": ("validationAccuracy", "overalAccuracy", "release"),
    "field": ("validationAccuracy", "overallAccuracy", "relese"),
}


def test_a_misspelt_metric_or_field_fails_mypy(tmp_path):
    files = []
    for program, (name, metric, field) in PROGRAMS.items():
        files.append(tmp_path / f"{program}.py")
        files[-1].write_text(CHECKED.format(name=name, metric=metric, field=field))
    # What mypy knows of pandas and numpy is the same for the package and for these programs.
    cache = os.environ.get("MYPY_CACHE_DIR", tmp_path)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", cache, *files]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True)
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    told = {Path(line.split(":")[0]).stem: line for line in errors}
    assert set(told) == {"measure", "metric", "field"}, done.stdout
    for program, misspelt in (
        ("measure", "validationAcuracy"),
        ("metric", "overalAccuracy"),
        ("field", "relese"),
    ):
        assert misspelt in told[program]
