"""Accuracies against hand computations."""

from __future__ import annotations

import math

import torch
from torch import nn

from eo_nas_evaluate.metrics import Counts
from eo_nas_evaluate.training import Part, evaluate

# Cohen (1960) by hand: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no.
_TWO = Counts(actual=[25, 25], predicted=[30, 20], correct=[20, 15])


def test_overall_accuracy_is_the_share_of_right_images() -> None:
    assert _TWO.overall_accuracy() == 35 / 50


def test_average_accuracy_is_the_mean_of_the_recalls() -> None:
    unequal = Counts(actual=[90, 10], predicted=[95, 5], correct=[90, 5])
    assert unequal.recalls() == [1.0, 0.5]
    assert unequal.average_accuracy() == 0.75
    assert unequal.overall_accuracy() == 0.95


def test_kappa_is_agreement_beyond_chance() -> None:
    assert math.isclose(_TWO.kappa(), (0.7 - 0.5) / (1 - 0.5))


def test_kappa_is_0_for_a_classifier_that_always_says_the_same() -> None:
    assert Counts(actual=[5, 5], predicted=[10, 0], correct=[5, 0]).kappa() == 0
    assert Counts(actual=[10, 0], predicted=[10, 0], correct=[10, 0]).kappa() == 0


def test_a_class_without_images_has_no_recall_and_no_part_in_the_mean() -> None:
    counts = Counts(actual=[4, 0], predicted=[3, 1], correct=[3, 0])
    assert counts.recalls() == [0.75, None]
    assert counts.average_accuracy() == 0.75


class _Says(nn.Module):
    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return images[:, :, 0, 0]


def test_an_evaluation_counts_images_by_class_and_averages_the_loss() -> None:
    logits = torch.tensor([[2.0, 0, 0], [0, 2, 0], [2, 0, 0], [0, 0, 2]])
    part = Part(logits[:, :, None, None], torch.tensor([0, 1, 1, 2]))
    result = evaluate(_Says(), part, 3)
    assert result.counts == Counts(actual=[1, 2, 1], predicted=[2, 1, 1], correct=[1, 1, 1])
    right, wrong = -math.log(math.exp(2) / (math.exp(2) + 2)), math.log(math.exp(2) + 2)
    assert math.isclose(result.loss, (3 * right + wrong) / 4, rel_tol=1e-6)
