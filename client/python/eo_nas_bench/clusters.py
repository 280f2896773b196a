"""Clusters of encoded cells: the same sums in the same order as the service's, to the last bit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from .random_source import RandomSource

Point = tuple[float, float]
#: Of each row: the places that are not 0, and their values.
SparseRow = tuple[list[int], list[float]]

_DIRECTION_STEPS = 300
_SETTLED = 1e-18
#: Starts and iterations of the initialisation study (Traoré, Camero and Zhu).
_STARTS = 50
_ITERATIONS = 500


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    # Not sum(), which compensates rounding errors from Python 3.12 on; the service does not.
    total = 0.0
    for one, other in zip(left, right):
        total += one * other
    return total


def _projected(rows: Sequence[SparseRow], direction: Sequence[float]) -> list[float]:
    found = []
    for places, values in rows:
        total = 0.0
        for place, value in zip(places, values):
            total += value * direction[place]
        found.append(total)
    return found


def _back(rows: Sequence[SparseRow], weights: Sequence[float], columns: int) -> list[float]:
    sums = [0.0] * columns
    for (places, values), weight in zip(rows, weights):
        for place, value in zip(places, values):
            sums[place] += value * weight
    return sums


def _without(vector: Sequence[float], direction: Sequence[float]) -> list[float]:
    along = _dot(vector, direction)
    return [value - along * own for value, own in zip(vector, direction)]


def _normalised(vector: Sequence[float]) -> list[float]:
    length = math.sqrt(_dot(vector, vector))
    return list(vector) if length == 0 else [value / length for value in vector]


def _change(left: Sequence[float], right: Sequence[float]) -> float:
    total = 0.0
    for one, other in zip(left, right):
        total += (one - other) * (one - other)
    return total


def _upright(direction: Sequence[float]) -> list[float]:
    # A singular direction has no sign of its own.
    total = 0.0
    for value in direction:
        total += value
    return [0.0 - value for value in direction] if total < 0 else list(direction)


def two_components(table: Sequence[Sequence[float]], random: RandomSource) -> list[Point]:
    """The rows in their first two singular directions, not centred, by orthogonal iteration."""
    columns = len(table[0])
    rows: list[SparseRow] = []
    for row in table:
        places = [at for at, value in enumerate(row) if value != 0]
        rows.append((places, [row[at] for at in places]))

    def drawn() -> list[float]:
        return [random.word() / 2**32 - 0.5 for _ in range(columns)]

    first = _normalised(drawn())
    second = _normalised(_without(drawn(), first))
    for _ in range(_DIRECTION_STEPS):
        next_first = _normalised(_back(rows, _projected(rows, first), columns))
        back = _back(rows, _projected(rows, second), columns)
        next_second = _normalised(_without(back, next_first))
        change = max(_change(first, next_first), _change(second, next_second))
        first, second = next_first, next_second
        if change < _SETTLED:
            break
    return list(zip(_projected(rows, _upright(first)), _projected(rows, _upright(second))))


def _away(left: Point, right: Point) -> float:
    x, y = left[0] - right[0], left[1] - right[1]
    return x * x + y * y


def nearest_place(point: Point, others: Sequence[Point]) -> int:
    """The place of the nearest of some points; the first of equal ones."""
    x, y = point
    nearest, least = 0, math.inf
    for at, (other_x, other_y) in enumerate(others):
        distance = (x - other_x) * (x - other_x) + (y - other_y) * (y - other_y)
        if distance < least:
            nearest, least = at, distance
    return nearest


class Clusters(NamedTuple):
    """The cluster of each point, and the centre of each cluster."""

    labels: list[int]
    centres: list[Point]


def _first_centres(points: Sequence[Point], count: int, random: RandomSource) -> list[Point]:
    centres = [points[random.below(len(points))]]
    away = [_away(point, centres[0]) for point in points]
    while len(centres) < count:
        total = 0.0
        for distance in away:
            total += distance
        drawn = (random.word() / 2**32) * total
        chosen, reached = 0, away[0]
        while reached <= drawn and chosen < len(points) - 1:
            chosen += 1
            reached += away[chosen]
        centres.append(points[chosen])
        away = [min(own, _away(point, points[chosen])) for own, point in zip(away, points)]
    return centres


def _means(points: Sequence[Point], labels: Sequence[int], before: list[Point]) -> list[Point]:
    xs, ys, counts = [0.0] * len(before), [0.0] * len(before), [0] * len(before)
    for (x, y), label in zip(points, labels):
        xs[label] += x
        ys[label] += y
        counts[label] += 1
    # A cluster without points keeps its centre.
    return [
        (x / count, y / count) if count else centre
        for x, y, count, centre in zip(xs, ys, counts, before)
    ]


def k_means(points: Sequence[Point], count: int, random: RandomSource) -> Clusters:
    """The best of 50 starts by k-means++ (Arthur and Vassilvitskii 2007)."""
    best, least = Clusters([], []), math.inf
    for _ in range(_STARTS):
        centres = _first_centres(points, count, random)
        labels: list[int] = []
        for _ in range(_ITERATIONS):
            following = [nearest_place(point, centres) for point in points]
            same, labels = following == labels, following
            if same:
                break
            centres = _means(points, labels, centres)
        inertia = 0.0
        for point, label in zip(points, labels):
            inertia += _away(point, centres[label])
        if inertia < least:
            best, least = Clusters(labels, centres), inertia
    return best


def _distances(point: Point, others: Sequence[Point]) -> float:
    total = 0.0
    for other in others:
        total += math.sqrt(_away(point, other))
    return total


def _mean_of(points: Sequence[Point]) -> Point:
    x = y = 0.0
    for own_x, own_y in points:
        x += own_x
        y += own_y
    return x / len(points), y / len(points)


Groups = Sequence[tuple[list[Point], Point]]


def _silhouette(groups: Groups, count: int) -> float:
    total = 0.0
    for members, _ in groups:
        if len(members) == 1:
            continue  # counts as 0
        for point in members:
            within = _distances(point, members) / (len(members) - 1)
            nearest = math.inf
            for others, _ in groups:
                if others is not members:
                    nearest = min(nearest, _distances(point, others) / len(others))
            wider = max(within, nearest)
            total += 0.0 if wider == 0 else (nearest - within) / wider
    return total / count


def _calinski_harabasz(groups: Groups, points: Sequence[Point]) -> float:
    middle = _mean_of(points)
    between = within = 0.0
    for members, centre in groups:
        between += len(members) * _away(centre, middle)
        for point in members:
            within += _away(point, centre)
    if within == 0:
        return 0.0
    return (between * (len(points) - len(groups))) / (within * (len(groups) - 1))


def _davies_bouldin(groups: Groups) -> float:
    widths = [_distances(centre, members) / len(members) for members, centre in groups]
    total = 0.0
    for at, (_, centre) in enumerate(groups):
        worst = 0.0
        for other, (_, other_centre) in enumerate(groups):
            apart = math.sqrt(_away(centre, other_centre))
            if other != at and apart != 0:
                worst = max(worst, (widths[at] + widths[other]) / apart)
        total += worst
    return total / len(groups)


def cluster_indices(points: Sequence[Point], clusters: Clusters) -> dict[str, float] | None:
    """Three indices of how well clusters are separated; None of fewer than two clusters."""
    grouped: list[list[Point]] = [[] for _ in clusters.centres]
    for point, label in zip(points, clusters.labels):
        grouped[label].append(point)
    groups = [(members, _mean_of(members)) for members in grouped if members]
    if len(groups) < 2:
        return None
    return {
        "silhouette": _silhouette(groups, len(points)),
        "calinskiHarabasz": _calinski_harabasz(groups, points),
        "daviesBouldin": _davies_bouldin(groups),
    }
