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

    def __post_init__(self) -> None:
        if self.batch < 2:
            raise ValueError(f"The batch is {self.batch}; batch normalisation needs at least 2.")
        if not self.learning_rate > 0:
            raise ValueError(f"The learning rate is {self.learning_rate}; give one above 0.")
        if not (0 <= self.momentum < 1 and self.weight_decay >= 0):
            raise ValueError("The momentum is from 0 to below 1, the weight decay at least 0.")
