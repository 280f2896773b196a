"""What surrounds a cell: the skeleton of NASBench-101 and its presets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Skeleton:
    """A stem, ``stacks`` of ``cells_per_stack`` cells each, global average pooling, a dense layer.

    Max pooling halves the resolution before each stack but the first, and that stack doubles the
    channels. Source: Ying et al. 2019, NASBench-101.
    """

    #: Channels of the input images.
    channels: int
    classes: int
    stem_width: int = 128
    stacks: int = 3
    cells_per_stack: int = 3

    def __post_init__(self) -> None:
        for name in ("channels", "classes", "stem_width", "stacks", "cells_per_stack"):
            if getattr(self, name) < 1:
                raise ValueError(f"The skeleton's {name} is {getattr(self, name)}; at least 1.")


#: The same skeleton on the images of the two published tables.
PRESETS = {
    "nasbench101": Skeleton(channels=3, classes=10),
    "so2sat-lcz42": Skeleton(channels=10, classes=17),
}
