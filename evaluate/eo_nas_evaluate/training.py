"""Training and evaluating one network, the same bits for the same seed on one machine."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter

import torch
from eo_nas_bench.cell import Cell
from torch import Tensor, nn

from .metrics import Counts
from .network import Network
from .recipe import Recipe
from .skeleton import Skeleton

_EVALUATION_BATCH = 256


@dataclass(frozen=True)
class Part:
    """The images of a split: batch × channels × height × width, normalised; one label each."""

    images: Tensor
    labels: Tensor


@dataclass(frozen=True)
class Evaluation:
    counts: Counts
    #: Mean cross-entropy, natural logarithm.
    loss: float


@dataclass(frozen=True)
class Trained:
    """What one run measured; halfway, after half of the epochs rounded down, is None for 1."""

    final: Mapping[str, Evaluation]
    halfway: Mapping[str, Evaluation] | None
    #: Of the training steps alone, without evaluation.
    training_seconds: float
    network: Network


def use_deterministic_arithmetic(threads: int = 1) -> None:
    """One number of threads and deterministic kernels, so that a seed fixes every bit."""
    # cuBLAS repeats its results only with a workspace of fixed size.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    # Filling each new tensor costs a seventh of the time; no kernel here reads unwritten memory.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]


def evaluate(network: nn.Module, part: Part, classes: int) -> Evaluation:
    """Counts and loss of ``network`` on every image of ``part``."""
    network.eval()
    confusion = torch.zeros(classes * classes, dtype=torch.int64)
    loss = 0.0
    with torch.inference_mode():
        batches = zip(
            part.images.split(_EVALUATION_BATCH), part.labels.split(_EVALUATION_BATCH), strict=True
        )
        for images, labels in batches:
            logits = network(images)
            loss += float(nn.functional.cross_entropy(logits, labels, reduction="sum"))
            pairs = labels * classes + logits.argmax(dim=1)
            confusion += torch.bincount(pairs, minlength=classes * classes).cpu()
    table = confusion.view(classes, classes)
    counts = Counts(
        actual=table.sum(dim=1).tolist(),
        predicted=table.sum(dim=0).tolist(),
        correct=table.diagonal().tolist(),
    )
    return Evaluation(counts, loss / len(part.labels))


def _flipped(images: Tensor, generator: torch.Generator) -> Tensor:
    draws = torch.randint(4, (len(images),), generator=generator).to(images.device)
    for bit, axis in ((1, 2), (2, 3)):
        chosen = (draws & bit).bool().view(-1, 1, 1, 1)
        images = torch.where(chosen, images.flip(axis), images)
    return images


def _batches(part: Part, recipe: Recipe, generator: torch.Generator) -> Iterator[Part]:
    order = torch.randperm(len(part.labels), generator=generator).to(part.labels.device)
    # A last batch of one image has no variance to normalise by.
    for indices in order.split(recipe.batch):
        if len(indices) > 1:
            images = part.images[indices].contiguous(memory_format=torch.channels_last)
            if recipe.flips:
                images = _flipped(images, generator)
            yield Part(images, part.labels[indices])


def _learning_rate(recipe: Recipe, progress: float) -> float:
    return recipe.learning_rate * (1 + math.cos(math.pi * progress)) / 2


def train(
    cell: Cell,
    skeleton: Skeleton,
    recipe: Recipe,
    parts: Mapping[str, Part],
    epochs: int,
    seed: int,
    only: Mapping[str, Part] | None = None,
) -> Trained:
    """Trains on ``parts["train"]`` and evaluates on every part, halfway and at the end.

    With ``only``, it evaluates on these parts at the end and on nothing halfway.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    part = parts["train"]
    network = Network(cell, skeleton).to(part.images.device)
    network = network.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(
        network.parameters(),
        lr=recipe.learning_rate,
        momentum=recipe.momentum,
        weight_decay=recipe.weight_decay,
        nesterov=recipe.momentum > 0,
    )
    steps = epochs * math.ceil(len(part.labels) / recipe.batch)
    halfway = None
    step = 0
    seconds = 0.0
    for epoch in range(epochs):
        if only is None and epoch > 0 and epoch == epochs // 2:
            halfway = {
                name: evaluate(network, each, skeleton.classes) for name, each in parts.items()
            }
        started = perf_counter()
        network.train()
        for batch in _batches(part, recipe, generator):
            for group in optimizer.param_groups:
                group["lr"] = _learning_rate(recipe, step / steps)
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.cross_entropy(network(batch.images), batch.labels)
            loss.backward()
            optimizer.step()
            step += 1
        if part.images.is_cuda:
            torch.cuda.synchronize()
        seconds += perf_counter() - started
    evaluated = parts if only is None else only
    final = {name: evaluate(network, each, skeleton.classes) for name, each in evaluated.items()}
    return Trained(final, halfway, seconds, network)
