"""Stratified splits, fixed by a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from .plan import SPLITS


def stratified_split(
    labels: NDArray[np.int64], shares: Sequence[float], seed: int
) -> dict[str, list[int]]:
    """Indices of the train, validation and test images, each in its seeded order.

    Within each class the images are ordered by the SHA-256 of ``SEED:INDEX`` and cut by ``shares``
    (three that add up to 1), each cut rounded half up. The splits then list the classes' images
    evenly mixed, so that any prefix of a split is stratified too.
    """
    if len(shares) != 3 or min(shares) < 0 or abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"The shares are {list(shares)}; give three that add up to 1.")
    placed: dict[str, list[tuple[float, int, int]]] = {name: [] for name in SPLITS}
    for label in np.unique(labels):
        members = sorted(
            (int(index) for index in np.flatnonzero(labels == label)),
            key=lambda index: sha256(f"{seed}:{index}".encode()).digest(),
        )
        start = 0
        for name, share in zip(SPLITS, np.cumsum(shares), strict=True):
            end = int(np.floor(share * len(members) + 0.5 + 1e-9))
            part = members[start:end]
            start = end
            for place, index in enumerate(part):
                placed[name].append(((place + 0.5) / len(part), int(label), index))
    return {name: [index for *_, index in sorted(placed[name])] for name in SPLITS}


def check_split(split: Mapping[str, Sequence[int]], images: int) -> None:
    """Raises ValueError where a split is missing, an index is outside or in two splits."""
    seen: set[int] = set()
    for name in SPLITS:
        if not split.get(name):
            raise ValueError(f"The split has no {name} images.")
        for index in split[name]:
            if not 0 <= index < images:
                raise ValueError(
                    f"The split's {name} names image {index}; there are 0 to {images - 1}."
                )
            if index in seen:
                raise ValueError(f"The split names image {index} twice; an image is in one split.")
            seen.add(index)
