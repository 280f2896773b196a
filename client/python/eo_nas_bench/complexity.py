"""Trainable parameters and multiply-accumulates of NASBench-101's network."""

from __future__ import annotations

from collections.abc import Mapping

from .cell import Cell

_STEM_CHANNELS = 128
_STACKS = 3
_MODULES_PER_STACK = 3
_KERNEL_AREA = (9, 1, 0)


def vertex_channels(cell: Cell, inputs: int, outputs: int) -> list[int]:
    """Output channels of each vertex.

    What flows into the output shares its channels, the first ones take the remainder; every other
    vertex has as many as the widest that follows it.
    """
    last = cell.vertices - 1
    channels = [0] * (last + 1)
    channels[0], channels[last] = inputs, outputs
    ending = [v for v in range(1, last) if (cell.successors[v] >> last) & 1]
    for place, v in enumerate(ending):
        channels[v] = outputs // len(ending) + (1 if place < outputs % len(ending) else 0)
    for v in range(last - 2, 0, -1):
        if v not in ending:
            follow = [channels[w] for w in range(v + 1, last) if (cell.successors[v] >> w) & 1]
            channels[v] = max(follow, default=0)
    return channels


def _module(cell: Cell, inputs: int, outputs: int) -> tuple[int, int]:
    # Weights of the convolutions, and the channels that batch normalisation scales and shifts.
    channels = vertex_channels(cell, inputs, outputs)
    last = cell.vertices - 1
    weights = normalised = 0
    for v in range(1, last + 1):
        if (cell.successors[0] >> v) & 1:
            weights += inputs * channels[v]
            normalised += channels[v]
        area = _KERNEL_AREA[cell.labels[v - 1]] if v < last else 0
        if area > 0:
            weights += area * channels[v] * channels[v]
            normalised += channels[v]
    return weights, normalised


def complexity(cell: Cell, shape: Mapping[str, int]) -> dict[str, int]:
    """Counts for one labelled form; ``macs`` are of one forward pass on one image.

    ``shape`` has ``height`` and ``width`` in pixels, ``channels`` and ``classes``. Isomorphic forms
    can differ where channels do not divide evenly.
    """
    height, width = shape["height"], shape["width"]
    stem = 9 * shape["channels"] * _STEM_CHANNELS
    parameters = stem + 2 * _STEM_CHANNELS
    macs = stem * height * width
    channels = inputs = _STEM_CHANNELS
    for stack in range(_STACKS):
        if stack > 0:
            channels *= 2
            height, width = (height + 1) // 2, (width + 1) // 2
        for _ in range(_MODULES_PER_STACK):
            weights, normalised = _module(cell, inputs, channels)
            parameters += weights + 2 * normalised
            macs += weights * height * width
            inputs = channels
    return {
        "trainableParameters": parameters + (inputs + 1) * shape["classes"],
        "macs": macs + inputs * shape["classes"],
    }
