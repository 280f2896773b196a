"""Images from folders of pictures, npz files and GeoTIFF files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import EvaluateError
from .images import Images

_PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"}
_RASTERS = {".tif", ".tiff"}

Pixels = NDArray[np.generic]


def read_images(path: Path) -> Images:
    """Reads an npz file, or a folder with one folder a class that holds pictures or GeoTIFFs.

    Classes are the folders' names and images the files' names, both in ascending order (numbers
    within names count as numbers), so that the same files always have the same indices.
    """
    try:
        if path.is_dir():
            return _read_folder(path)
        if path.suffix == ".npz":
            return _read_npz(path)
    except (OSError, ValueError) as error:
        raise EvaluateError(f"{path} cannot be read: {error}") from error
    raise EvaluateError(f"{path} is neither a folder nor an .npz file.")


def _read_npz(path: Path) -> Images:
    with np.load(path, allow_pickle=False) as archive:
        missing = [name for name in ("images", "labels") if name not in archive]
        if missing:
            raise EvaluateError(
                f"{path} has no array {' and no '.join(missing)}; it has {', '.join(archive)}."
            )
        labels = archive["labels"].astype(np.int64)
        if "classes" in archive:
            classes = [str(name) for name in archive["classes"]]
        else:
            classes = [str(label) for label in range(int(labels.max()) + 1)]
        return Images(archive["images"], labels, classes)


def _natural(path: Path) -> list[tuple[int, str]]:
    # "Forest_2" before "Forest_10".
    pieces = re.split(r"([0-9]+)", path.name)
    return [(int(piece) if piece[:1].isdigit() else -1, piece) for piece in pieces]


def _read_folder(folder: Path) -> Images:
    # File managers and notebooks leave hidden folders and files behind.
    classes = sorted(
        (each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")),
        key=lambda p: p.name,
    )
    pixels: list[Pixels] = []
    labels: list[int] = []
    for label, each in enumerate(classes):
        for path in sorted(each.iterdir(), key=_natural):
            read = _reader_of(path)
            if read is None or path.name.startswith("."):
                continue
            image = read(path)
            if pixels and image.shape != pixels[0].shape:
                raise EvaluateError(
                    f"{path} has the shape {image.shape}, the images before it {pixels[0].shape}; "
                    "all images need the same height, width and bands."
                )
            pixels.append(image)
            labels.append(label)
    if not pixels:
        raise EvaluateError(
            f"{folder} holds no images. Give a folder with one folder a class, "
            f"each with files that end in {', '.join(sorted(_PICTURES | _RASTERS))}."
        )
    seen = set(labels)
    empty = [str(each) for label, each in enumerate(classes) if label not in seen]
    if empty:
        raise EvaluateError(
            f"{', '.join(empty)}: no images. Each folder is a class, which needs at least one; "
            "move other folders away."
        )
    return Images(np.stack(pixels), np.array(labels), [each.name for each in classes])


def _reader_of(path: Path) -> Callable[[Path], Pixels] | None:
    suffix = path.suffix.lower()
    if suffix in _PICTURES:
        return _read_picture
    return _read_raster if suffix in _RASTERS else None


def _read_picture(path: Path) -> Pixels:
    try:
        from PIL import Image
    except ImportError as error:
        raise EvaluateError(_extra("pictures", "Pillow")) from error
    with Image.open(path) as picture:
        image = np.asarray(picture.convert("RGB") if picture.mode == "P" else picture)
    return image if image.ndim == 3 else image[..., np.newaxis]


def _read_raster(path: Path) -> Pixels:
    try:
        import tifffile
    except ImportError as error:
        raise EvaluateError(_extra("geotiff", "tifffile")) from error
    with tifffile.TiffFile(path) as file:
        series = file.series[0]
        image: Pixels = series.asarray()
        axes = series.axes
    if image.ndim == 2:
        return image[..., np.newaxis]
    if image.ndim != 3:
        raise EvaluateError(f"{path} has the axes {axes}; an image has rows, columns and bands.")
    # Bands stored one after the other come first.
    return np.moveaxis(image, 0, -1) if axes[0] in "SIQC" else image


def _extra(name: str, package: str) -> str:
    return (
        f"Reading these files needs {package}. "
        f'Install it with: pip install "eo-nas-evaluate[{name}]"'
    )
