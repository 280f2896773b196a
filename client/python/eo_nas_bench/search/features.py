"""The features that the surrogates read, so that their ONNX files can be run from Python.

The same numbers as the service's, in single precision. GRAF features: Kadlecová et al. 2024,
"Surprisingly Strong Performance Prediction with Neural Graph Features".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from ..cell import Cell, parse_cell
from .cell_graph import CellGraph

#: Version of the features: a surrogate's card names the one that it reads.
FEATURES_VERSION = 1

_OPERATIONS = range(3)
_SETS = range(8)
_NO_PATH = 8
_KERNEL_AREA = (9, 1, 0)
_STACKS = ((128, 32), (256, 16), (512, 8))
_MODULES_PER_STACK = 3
_INPUT_TO_OUTPUT = 3


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _most(values: Iterable[float]) -> float:
    return max(values, default=0.0)


def _least(values: Iterable[float]) -> float:
    return min(values, default=0.0)


def _counts(graph: CellGraph) -> list[float]:
    counted = [len(vertices) for vertices in graph.by_operation]
    return [graph.vertices, graph.edges, int(graph.last in graph.following[0]), *counted]


def _paths(graph: CellGraph) -> list[float]:
    found: list[float] = []
    for chosen in _SETS:
        inside = [sum(path[one] for one in _OPERATIONS if chosen >> one & 1) for path in graph.used]
        lengths = [sum(path) + 1 for path, own in zip(graph.used, inside) if own == sum(path)]
        found += [min(lengths, default=_NO_PATH), max(lengths, default=0), len(lengths)]
        if chosen:
            found += [max(inside), min(inside)]
    totals = [sum(path[one] for path in graph.used) for one in _OPERATIONS]
    count = len(graph.used)
    return [*found, sum(totals) / count, math.log(count), *(one / count for one in totals)]


def _degrees(graph: CellGraph) -> list[float]:
    found: list[float] = [len(graph.following[0]), len(graph.before[graph.last])]
    for chosen in _SETS[1:]:
        vertices = [v for v in graph.interior if chosen >> graph.labels[v] & 1]
        for lists in (graph.before, graph.following):
            degrees = [len(lists[v]) for v in vertices]
            found += [_least(degrees), _most(degrees), _mean(degrees)]
    return found


def _edges(graph: CellGraph) -> list[float]:
    counted, carried = [0] * 16, [0.0] * 16
    for v in range(graph.last):
        for target in graph.following[v]:
            kind = 3 if target == graph.last else graph.labels[target]
            pair = (graph.labels[v] + 1) * 4 + kind
            counted[pair] += 1
            carried[pair] += min(graph.widths[v], graph.widths[target])
    pairs = [pair for pair in range(16) if pair != _INPUT_TO_OUTPUT]
    return [number for pair in pairs for number in (counted[pair], carried[pair])]


def _depth(graph: CellGraph) -> list[float]:
    found: list[float] = []
    for vertices in graph.by_operation:
        for ends in (graph.from_input, graph.to_output):
            found.append(_mean([ends.longest[v] for v in vertices]))
            found.append(_mean([ends.shortest[v] for v in vertices]))
        through = [graph.through[v] for v in vertices]
        found += [sum(through), _most(through)]
    return found


def _width(graph: CellGraph) -> list[float]:
    found: list[float] = []
    for vertices in graph.by_operation:
        widths = [graph.widths[v] for v in vertices]
        squares = sum(width * width for width in widths)
        into = sum(graph.widths[v] * len(graph.before[v]) for v in vertices)
        found += [sum(widths), squares, _most(widths), _least(widths), into]
    interior = [graph.widths[v] for v in graph.interior]
    projected = sum(graph.widths[v] for v in graph.following[0])
    return [
        *found,
        projected,
        1 / max(1, len(graph.outputs)),
        sum(interior),
        _most(interior),
    ]


def _module_cost(graph: CellGraph, channels: int, inputs: float) -> tuple[float, float]:
    weights = moved = 0.0
    for v in range(1, graph.vertices):
        own = graph.widths[v] * channels
        projected = 0 in graph.before[v]
        if projected:
            weights += inputs * own
            moved += own
        if v == graph.last:
            moved += own * (2 if projected else 1)
            continue
        label = graph.labels[v]
        weights += _KERNEL_AREA[label] * own * own
        moved += own * ((2 if label < 2 else 1) + max(0, len(graph.before[v]) - 1))
    return weights, moved


def _network_cost(graph: CellGraph) -> tuple[float, float, float]:
    parameters = macs = traffic = 0.0
    for stack, (channels, side) in enumerate(_STACKS):
        later = _module_cost(graph, channels, channels)
        first = later if stack == 0 else _module_cost(graph, channels, channels / 2)
        for module in range(_MODULES_PER_STACK):
            weights, moved = later if module else first
            parameters += weights
            macs += weights * side * side
            traffic += moved * side * side
    return parameters, macs, traffic


def _critical_weights(graph: CellGraph) -> float:
    heaviest = [0.0]
    for v in range(1, graph.vertices):
        before = max([0.0, *(heaviest[u] for u in graph.before[v])])
        own = 0.0 if v == graph.last else _KERNEL_AREA[graph.labels[v]] * graph.widths[v] ** 2
        heaviest.append(before + own)
    return heaviest[-1]


def _critical_channels(graph: CellGraph) -> float:
    widest = [0.0]
    for v in range(1, graph.vertices):
        before = max([0.0, *(widest[u] for u in graph.before[v])])
        widest.append(before + (graph.widths[v] if v < graph.last else 0.0))
    return widest[-1]


def _cost(graph: CellGraph) -> list[float]:
    parameters, macs, traffic = _network_cost(graph)
    from_input = len(graph.following[0])
    convolutions = len(graph.by_operation[0]) + len(graph.by_operation[1])
    kernels = 3 * convolutions + len(graph.by_operation[2]) + 3 * from_input
    log_macs, log_traffic = math.log(macs + 1e7), math.log(traffic)
    return [
        math.log(parameters + 1e5),
        log_macs,
        traffic / 1e6,
        log_traffic,
        parameters / 1e7,
        macs / 1e9,
        math.sqrt(parameters / 1e7),
        log_macs - log_traffic,
        kernels + graph.edges - from_input,
        _critical_weights(graph),
        _critical_channels(graph),
    ]


def _receptive_field(graph: CellGraph) -> list[float]:
    windows = [path[0] + path[2] for path in graph.used]
    convolutions = [path[0] + path[1] for path in graph.used]
    mean = _mean(windows)
    deviation = math.sqrt(sum((one - mean) ** 2 for one in windows) / len(windows))
    return [
        *(max(windows), min(windows), mean, deviation),
        *(max(convolutions), min(convolutions), _mean(convolutions)),
    ]


def _output(graph: CellGraph) -> list[float]:
    found: list[float] = []
    expected = 0.0
    for operation in _OPERATIONS:
        walked, deepest, shallowest = [0.0], [0.0], [0.0]
        for v in range(1, graph.vertices):
            sources = graph.outputs if v == graph.last and graph.outputs else graph.before[v]
            own = int(graph.labels[v] == operation)
            walked.append(_mean([walked[u] for u in sources]) + own)
            deepest.append(_most(deepest[u] for u in sources) + own)
            shallowest.append(_least(shallowest[u] for u in sources) + own)
        expected += walked[-1]
        found += [
            sum(graph.labels[v] == operation for v in graph.outputs) / max(1, len(graph.outputs)),
            sum(graph.labels[v] == operation for v in graph.following[0])
            / max(1, len(graph.following[0])),
            walked[-1],
            _mean([deepest[v] for v in graph.outputs]),
            _mean([shallowest[v] for v in graph.outputs]),
            _least(deepest[v] for v in graph.outputs),
        ]
    return [*found, expected]


_BLOCKS = (
    _counts,
    _paths,
    _degrees,
    _edges,
    _depth,
    _width,
    _cost,
    _receptive_field,
    _output,
)


def features_of(cell: Cell) -> list[float]:
    """The numbers of one cell, in double precision; take the representative to be exact."""
    graph = CellGraph(cell)
    return [float(number) for block in _BLOCKS for number in block(graph)]


def features(architectures: Iterable[Any]) -> Any:
    """A float32 array of numpy, one row an architecture.

    ``architectures`` have ``matrix`` and ``operations``: results of ``sample_architectures`` or
    ``get_architecture``, which are representatives, or genotypes.
    """
    import numpy

    rows = []
    for one in architectures:
        has_fields = isinstance(one, dict)
        matrix = one["matrix"] if has_fields else one.matrix
        operations = one["operations"] if has_fields else one.operations
        rows.append(features_of(parse_cell(matrix, operations).cell))
    return numpy.array(rows, dtype=numpy.float32)
