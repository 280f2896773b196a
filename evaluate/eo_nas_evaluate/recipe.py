"""How a network is trained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """SGD with Nesterov momentum; the learning rate falls by a cosine from its maximum to 0."""

    batch: int = 64
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 5e-4
    #: Random horizontal and vertical flips of each training image.
    flips: bool = True
