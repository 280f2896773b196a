"""Accuracies from counts: what a classifier's confusion matrix says in few numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Counts:
    """Images of each class: in the split, predicted as the class, and predicted correctly."""

    actual: Sequence[int]
    predicted: Sequence[int]
    correct: Sequence[int]

    @property
    def images(self) -> int:
        return sum(self.actual)

    def overall_accuracy(self) -> float:
        """Share of the images classified correctly, 0 to 1."""
        return sum(self.correct) / self.images

    def recalls(self) -> list[float | None]:
        """Share of each class's images classified correctly; None for a class without images."""
        return [
            right / total if total > 0 else None
            for right, total in zip(self.correct, self.actual, strict=True)
        ]

    def average_accuracy(self) -> float:
        """Mean of the per-class recalls, over the classes that have images; 0 to 1."""
        present = [recall for recall in self.recalls() if recall is not None]
        return sum(present) / len(present)

    def kappa(self) -> float:
        """Cohen's kappa, −1 to 1; 0 where chance alone would agree on every image."""
        images = self.images
        chance = sum(a * p for a, p in zip(self.actual, self.predicted, strict=True))
        if chance == images * images:
            return 0.0
        return (images * sum(self.correct) - chance) / (images * images - chance)
