"""Images as tensors that networks train on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch

from .errors import EvaluateError
from .images import Images
from .plan import SPLITS, Data
from .training import Part


def load_parts(
    images: Images, split: Mapping[str, Sequence[int]], data: Data, device: str
) -> dict[str, Part]:
    """The splits at the plan's bands and resolution, on ``device``.

    Each band is normalised by its mean and standard deviation over the training images in use.
    Raises EvaluateError where the images are not the plan's.
    """
    if images.sha256() != data.sha256:
        raise EvaluateError(
            f"These images have the digest {images.sha256()[:16]}…, the plan's have "
            f"{data.sha256[:16]}…: give the images that the plan was made with."
        )
    small = images.with_bands(data.bands).shrunk_to(data.resolution)
    used = {**split, "train": split["train"][: data.train_images]}
    return normalised_parts(small, used, device)


def normalised_parts(
    images: Images, split: Mapping[str, Sequence[int]], device: str
) -> dict[str, Part]:
    """Every split on ``device``, each band normalised over ``split["train"]``."""
    indices = {name: np.array(split[name], dtype=np.int64) for name in SPLITS}
    seen = images.pixels[indices["train"]].astype(np.float64)
    mean, deviation = seen.mean(axis=(0, 1, 2)), seen.std(axis=(0, 1, 2))
    # A band without any variation stays zero.
    deviation[deviation == 0] = 1
    parts = {}
    for name, chosen in indices.items():
        pixels = ((images.pixels[chosen] - mean) / deviation).astype(np.float32)
        tensor = torch.from_numpy(pixels).permute(0, 3, 1, 2)
        parts[name] = Part(
            tensor.contiguous(memory_format=torch.channels_last).to(device),
            torch.from_numpy(images.labels[chosen]).to(device),
        )
    return parts
