"""Small images and plans, and where published tables are."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from eo_nas_evaluate.command import main
from eo_nas_evaluate.images import Images

_ROOT = Path(__file__).resolve().parents[2]


def published(name: str) -> Path:
    """A file of ``EO_NAS_BENCH_SOURCES`` or of ``../shared/data``; skips the test without it."""
    folders = [
        os.environ.get("EO_NAS_BENCH_SOURCES"),
        _ROOT / "sources",
        _ROOT.parent / "shared/data",
    ]
    for folder in folders:
        path = None if folder is None else Path(folder) / name
        if path is not None and path.exists():
            return path
    pytest.skip(f"{name} is in no folder of sources")


def small_images(count: int = 60, size: int = 8, bands: int = 3, classes: int = 3) -> Images:
    """Noise whose mean tells its class."""
    draw = np.random.default_rng(7)
    labels = np.arange(count, dtype=np.int64) % classes
    noise = draw.integers(0, 60, (count, size, size, bands))
    pixels = (noise + 60 * labels[:, None, None, None]).astype(np.uint8)
    return Images(pixels, labels, [f"class {label}" for label in range(classes)])


def save(images: Images, path: Path) -> Path:
    np.savez(path, images=images.pixels, labels=images.labels, classes=list(images.classes))
    return path


def write_small_plan(folder: Path, *options: str) -> tuple[Path, Path]:
    """A plan of small networks on small images: the paths of the plan and of the images."""
    folder.mkdir(parents=True, exist_ok=True)
    images = save(small_images(), folder / "images.npz")
    defaults = ["--count", "6", "--vertices", "3", "--pass", "2"]
    network = ["--stem-width", "4", "--stacks", "2", "--cells-per-stack", "1", "--batch", "16"]
    command = ["plan", "--images", str(images), "--out", str(folder), "--name", "small"]
    assert main([*command, *network, *(options or defaults)]) == 0
    return folder / "plan.json", images
