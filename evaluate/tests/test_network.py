"""The network is NASBench-101's, parameter for parameter."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
import torch
from eo_nas_bench.cell import Cell, parse_cell
from eo_nas_bench.complexity import complexity, vertex_channels
from eo_nas_bench.errors import ArchitectureInvalidError
from torch import nn

from eo_nas_evaluate.cells import cells_up_to
from eo_nas_evaluate.network import CellModule, MaxPool3x3, Network, trainable_parameters
from eo_nas_evaluate.skeleton import PRESETS, Skeleton

from .support import published

_LABELS = ("conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3")


def _random_cells(count: int) -> list[Cell]:
    generator = torch.Generator().manual_seed(101)
    cells: list[Cell] = []
    while len(cells) < count:
        size = int(torch.randint(2, 8, (), generator=generator))
        bits = torch.rand(size, size, generator=generator) < 0.5
        labels = torch.randint(3, (size,), generator=generator).tolist()
        matrix = bits.triu(1).int().tolist()
        operations = ["input", *(_LABELS[label] for label in labels[1:-1]), "output"]
        try:
            cells.append(parse_cell(matrix, operations).cell)
        except ArchitectureInvalidError:
            continue
    return cells


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Callable[[Cell, Skeleton], int]:
    """Counts parameters without giving them values, which takes most of the time."""
    for name in ("kaiming_uniform_", "kaiming_normal_", "uniform_", "ones_", "zeros_"):
        monkeypatch.setattr(nn.init, name, lambda tensor, *_, **__: tensor)

    def counted(cell: Cell, skeleton: Skeleton) -> int:
        with torch.device("meta"):
            return trainable_parameters(Network(cell, skeleton))

    return counted


def test_the_parameter_counts_of_1_000_random_cells_are_those_of_the_space(
    count: Callable[[Cell, Skeleton], int],
) -> None:
    shape = {"height": 32, "width": 32, "channels": 3, "classes": 10}
    cells = _random_cells(1000)
    assert {cell.vertices for cell in cells} == {2, 3, 4, 5, 6, 7}
    for cell in cells:
        expected = complexity(cell, shape)["trainableParameters"]
        assert count(cell, PRESETS["nasbench101"]) == expected


def test_the_parameter_counts_of_the_450_published_cells_are_those_published(
    count: Callable[[Cell, Skeleton], int],
) -> None:
    path = published("eo-nas-bench-lcz42/eo_nas_bench_450.csv")
    with path.open(newline="") as file:
        records = list(csv.DictReader(file))
    assert len(records) == 450
    for record in records:
        size = int(record["num_vertices"])
        bits = record["module_adjacency"]
        matrix = [[int(bit) for bit in bits[x * size : x * size + size]] for x in range(size)]
        cell = parse_cell(matrix, record["module_operations"].split(",")).cell
        expected = int(record["trainable_parameters"])
        assert count(cell, PRESETS["so2sat-lcz42"]) == expected


def _as_published(
    module: CellModule, cell: Cell, images: torch.Tensor, outputs: int
) -> torch.Tensor:
    # NASBench-101's build_module, a projection each, written from its description.
    last = cell.vertices - 1
    channels = vertex_channels(cell, images.shape[1], outputs)
    merged, norm, _ = module._projection
    assert isinstance(merged, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d)
    start = 0
    projections = {}
    for vertex in range(1, last + 1):
        if (cell.successors[0] >> vertex) & 1:
            cut = slice(start, start + channels[vertex])
            start += channels[vertex]
            value = nn.functional.conv2d(images, merged.weight[cut])
            value = nn.functional.batch_norm(
                value, None, None, norm.weight[cut], norm.bias[cut], training=True, eps=norm.eps
            )
            projections[vertex] = value.relu()
    tensors: dict[int, torch.Tensor] = {}
    for vertex in range(1, last):
        total = torch.zeros(1)
        for x in range(1, vertex):
            if (cell.successors[x] >> vertex) & 1:
                total = total + tensors[x][:, : channels[vertex]]
        if vertex in projections:
            total = total + projections[vertex]
        tensors[vertex] = module._operations[vertex - 1](total)
    ending = [tensors[x] for x in range(1, last) if (cell.successors[x] >> last) & 1]
    result = torch.cat(ending, dim=1) if ending else torch.zeros(1)
    return result + projections[last] if last in projections else result


def test_a_cell_computes_what_the_published_description_says() -> None:
    torch.manual_seed(1)
    images = torch.randn(4, 5, 6, 6)
    for cell in [*cells_up_to(4).values(), *_random_cells(20)]:
        module = CellModule(cell, 5, 7)
        expected = _as_published(module, cell, images, 7)
        torch.testing.assert_close(module(images), expected)


@pytest.mark.parametrize(("size", "expected"), [(16, 4), (17, 5)])
def test_the_resolution_halves_and_the_channels_double_between_stacks(
    size: int, expected: int
) -> None:
    cell = _random_cells(1)[0]
    network = Network(cell, Skeleton(channels=4, classes=6, stem_width=8, stacks=3))
    features = network.features(torch.randn(2, 4, size, size))
    assert features.shape == (2, 32, expected, expected)
    assert network(torch.randn(2, 4, size, size)).shape == (2, 6)


def test_a_skeleton_without_stacks_is_refused() -> None:
    with pytest.raises(ValueError, match="stacks is 0"):
        Skeleton(channels=3, classes=10, stacks=0)


@pytest.mark.parametrize("shape", [(2, 5, 16, 16), (3, 1, 4, 7), (1, 2, 1, 1), (2, 3, 1, 2)])
def test_pooling_without_gradients_gives_the_bits_of_pytorch_s_pooling(
    shape: tuple[int, int, int, int],
) -> None:
    generator = torch.Generator().manual_seed(3)
    images = torch.randn(shape, generator=generator).contiguous(memory_format=torch.channels_last)
    expected = nn.MaxPool2d(3, stride=1, padding=1)(images)
    pooling = MaxPool3x3()
    with torch.inference_mode():
        assert torch.equal(pooling(images), expected)
    assert torch.equal(pooling(images.requires_grad_()), expected)
