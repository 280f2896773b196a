"""The commands of the guide are commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from eo_nas_evaluate.command import _parser, main

from .support import save, small_images

_ROOT = Path(__file__).resolve().parents[2]
_GUIDES = ("docs/evaluate.md", "evaluate/eurosat-rgb/README.md")


def _commands(guide: str) -> list[list[str]]:
    text = (_ROOT / guide).read_text(encoding="utf-8")
    blocks = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE))
    lines = blocks.replace("\\\n", " ").splitlines()
    found = (re.search(r"eo[-_]nas[-_]evaluate (plan|run|collect)\b.*", line) for line in lines)
    return [shlex.split(match.group().rstrip("&"), comments=True)[1:] for match in found if match]


@pytest.mark.parametrize("guide", _GUIDES)
def test_every_command_of_a_guide_is_understood(guide: str) -> None:
    commands = _commands(guide)
    assert commands
    for command in commands:
        _parser().parse_args(command)


def test_the_walk_through_works_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save(small_images(size=16), tmp_path / "images.npz")
    text = (_ROOT / "docs/evaluate.md").read_text(encoding="utf-8")
    about = re.search(r"^```json\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert about
    Path("about.json").write_text(about.group(1))
    # As written, but for the images, 60 cells and the two passes, which would take minutes.
    smaller = {"images": "images.npz", "60": "2", "12": "2", "4": "1", "16": "8"}
    for command in _commands("docs/evaluate.md"):
        if "--seconds" in command:
            continue
        assert main([smaller.get(word, word) for word in command]) == 0, command
    assert len(Path("table.csv").read_text().splitlines()) == 1 + 4
    assert Path("instance.json").exists() and Path("my-rows/rows.jsonl").exists()
