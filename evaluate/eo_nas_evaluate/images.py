"""Labelled images in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Images:
    """A data set: ``pixels`` images × height × width × bands, ``labels`` into ``classes``."""

    pixels: NDArray[np.generic]
    labels: NDArray[np.int64]
    classes: Sequence[str]

    def __post_init__(self) -> None:
        if self.pixels.ndim != 4:
            raise ValueError(
                f"The images have the shape {self.pixels.shape}; "
                "give images × height × width × bands."
            )
        if self.pixels.dtype.kind == "f" and not np.isfinite(self.pixels).all():
            raise ValueError(
                "Some pixels are infinite or no numbers. Fill what is missing before training."
            )
        if self.labels.shape != (len(self.pixels),):
            raise ValueError(
                f"There are {len(self.pixels)} images and labels of shape {self.labels.shape}; "
                "give one label an image."
            )
        if len(self.labels) and not 0 <= self.labels.min() <= self.labels.max() < len(self.classes):
            raise ValueError(
                f"Labels go from {self.labels.min()} to {self.labels.max()}; "
                f"{len(self.classes)} classes take labels from 0 to {len(self.classes) - 1}."
            )

    def sha256(self) -> str:
        """Digest of pixels and labels: tells whether two machines train on the same images."""
        digest = sha256(f"{self.pixels.shape} {self.pixels.dtype.str}".encode())
        digest.update(np.ascontiguousarray(self.pixels).tobytes())
        digest.update(self.labels.astype("<i8").tobytes())
        return digest.hexdigest()

    def with_bands(self, bands: Sequence[int]) -> Images:
        """The same images with these bands only, counted from 0, in this order."""
        have = self.pixels.shape[3]
        wrong = [band for band in bands if not 0 <= band < have]
        if wrong or not bands:
            raise ValueError(f"There are bands 0 to {have - 1}; asked for {list(bands)}.")
        return Images(self.pixels[..., list(bands)], self.labels, self.classes)

    def shrunk_to(self, size: int) -> Images:
        """The images at ``size`` × ``size`` pixels, each the mean of a block (float32)."""
        height, width = self.pixels.shape[1:3]
        if height % size or width % size:
            raise ValueError(
                f"Images of {height} × {width} pixels cannot be averaged to {size} × {size}; "
                "give a resolution that divides both."
            )
        if (height, width) == (size, size):
            return self
        blocks = self.pixels.reshape(
            len(self.pixels), size, height // size, size, width // size, -1
        )
        return Images(blocks.mean(axis=(2, 4), dtype=np.float32), self.labels, self.classes)
