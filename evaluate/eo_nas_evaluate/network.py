"""NASBench-101's network of a cell, in PyTorch."""

from __future__ import annotations

import torch
from eo_nas_bench.cell import OPERATIONS, Cell
from eo_nas_bench.complexity import vertex_channels
from torch import Tensor, nn

from .skeleton import Skeleton

_CONV3X3 = OPERATIONS.index("conv3x3-bn-relu")
_CONV1X1 = OPERATIONS.index("conv1x1-bn-relu")


def _conv_bn_relu(inputs: int, outputs: int, size: int) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=False)
    nn.init.kaiming_normal_(convolution.weight, mode="fan_in", nonlinearity="relu")
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class MaxPool3x3(nn.MaxPool2d):
    """The largest of 3 × 3 neighbours. Without gradients, rows first and then columns.

    PyTorch's own kernel notes where each maximum was, which only training needs; the two passes
    give the same values, several times as fast where channels are few.
    """

    def __init__(self) -> None:
        super().__init__(3, stride=1, padding=1)

    def forward(self, images: Tensor) -> Tensor:
        """Maps batch × channels × height × width to the same shape."""
        if torch.is_grad_enabled():
            pooled: Tensor = super().forward(images)
            return pooled
        return _largest_of_three(_largest_of_three(images, 3), 2)


def _largest_of_three(images: Tensor, axis: int) -> Tensor:
    size = images.shape[axis] - 1
    before, after = images.narrow(axis, 0, size), images.narrow(axis, 1, size)
    largest = images.clone(memory_format=torch.preserve_format)
    torch.maximum(largest.narrow(axis, 1, size), before, out=largest.narrow(axis, 1, size))
    torch.maximum(largest.narrow(axis, 0, size), after, out=largest.narrow(axis, 0, size))
    return largest


def _operation(label: int, channels: int) -> nn.Module:
    if label == _CONV3X3:
        return _conv_bn_relu(channels, channels, 3)
    if label == _CONV1X1:
        return _conv_bn_relu(channels, channels, 1)
    return MaxPool3x3()


class CellModule(nn.Module):
    """One cell: vertices add their inputs, the output concatenates what leads into it.

    The input reaches each vertex through a 1x1 projection; all projections are one convolution
    here, which computes the same and is faster. Between inner vertices, surplus channels are cut.
    """

    def __init__(self, cell: Cell, inputs: int, outputs: int) -> None:
        super().__init__()
        last = cell.vertices - 1
        self._channels = vertex_channels(cell, inputs, outputs)
        self._projected = [v for v in range(1, last + 1) if (cell.successors[0] >> v) & 1]
        self._widths = [self._channels[v] for v in self._projected]
        self._before = [
            [x for x in range(1, v) if (cell.successors[x] >> v) & 1] for v in range(last + 1)
        ]
        self._projection = _conv_bn_relu(inputs, sum(self._widths), 1)
        self._operations = nn.ModuleList(
            _operation(label, self._channels[v]) for v, label in enumerate(cell.labels, start=1)
        )

    def forward(self, images: Tensor) -> Tensor:
        """Maps batch × inputs × height × width to batch × outputs × height × width."""
        pieces: tuple[Tensor, ...] = self._projection(images).split(self._widths, dim=1)
        projected = dict(zip(self._projected, pieces, strict=True))
        last = len(self._channels) - 1
        values: dict[int, Tensor] = {}
        for vertex, operation in enumerate(self._operations, start=1):
            total = projected.get(vertex)
            for x in self._before[vertex]:
                value = values[x][:, : self._channels[vertex]]
                total = value if total is None else total + value
            values[vertex] = operation(total)
        joined = [values[x] for x in self._before[last]]
        if not joined:
            return projected[last]
        output: Tensor = joined[0] if len(joined) == 1 else torch.cat(joined, dim=1)
        return output + projected[last] if last in projected else output


class Network(nn.Module):
    """The network of ``cell`` in ``skeleton``; maps a batch of images to a batch of logits."""

    def __init__(self, cell: Cell, skeleton: Skeleton) -> None:
        super().__init__()
        width = skeleton.stem_width
        layers: list[nn.Module] = [_conv_bn_relu(skeleton.channels, width, 3)]
        inputs = width
        for stack in range(skeleton.stacks):
            if stack > 0:
                width *= 2
                layers.append(nn.MaxPool2d(2, ceil_mode=True))
            for _ in range(skeleton.cells_per_stack):
                layers.append(CellModule(cell, inputs, width))
                inputs = width
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(inputs, skeleton.classes)

    def forward(self, images: Tensor) -> Tensor:
        """Maps batch × channels × height × width to batch × classes."""
        logits: Tensor = self.classifier(self.features(images).mean(dim=(2, 3)))
        return logits


def trainable_parameters(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters() if p.requires_grad)
