"""In how many worlds architectures are on the Pareto front, from the worlds of an export."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any, Callable, NamedTuple

from .answers import Answers
from .errors import RequestInvalidError
from .instance_file import InstanceFile, Row
from .listing import Asked, measure_key, rows_of
from .pareto import front_of, objectives_of
from .predictive import standard_deviation
from .world_file import WorldFile

Json = dict[str, Any]

#: Worlds that are looked at, from 0: those that are exported with a release.
FRONT_WORLDS = 16

_CANDIDATES = (8, 2000)
_LIMIT = (1, 2000)


class _Objective(NamedTuple):
    """``column`` and ``deviation`` are None where the value is known exactly."""

    sign: float
    column: str | None
    #: Of the true value, by the predicted mean and the standard deviation of a run.
    deviation: Callable[[float, float], float] | None


class Candidate(NamedTuple):
    """An architecture that can easily be on the front."""

    architecture_id: int
    #: Standard deviations that part it from the front of the means.
    away: float
    values: Sequence[float]


def _check(field: str, value: Any, bounds: tuple[int, int]) -> None:
    least, most = bounds
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        detail = f"{field} is {value!r}; it is an integer from {least} to {most}."
        raise RequestInvalidError(detail, errors=[{"pointer": f"/{field}", "detail": detail}])


def _objectives(
    file: InstanceFile, epochs: int, named: Sequence[tuple[str, str]]
) -> list[_Objective]:
    _, predicted = file.columns
    columns = {measure_key(one): one for one in file.measures(False)}
    found = []
    for name, way in named:
        sign = 1.0 if way == "minimize" else -1.0
        measure = columns.get(name)
        known = None if measure is None else file.predictive(epochs).distribution(measure.name)
        if measure is None or known is None or measure.column not in predicted:
            found.append(_Objective(sign, None, None))
            continue

        def deviation(mean: float, of_run: float, known: Any = known) -> float:
            return standard_deviation(known, mean, of_run, "truth")

        found.append(_Objective(sign, measure.column, deviation))
    return found


def _away(
    costs: Sequence[float],
    deviations: Callable[[int], float],
    front: list[tuple[float, ...]],
    limit: float,
) -> float | None:
    """The most that is needed not to be dominated by a member; None where more than ``limit``."""
    most = 0.0
    for place, member in enumerate(front):
        needed, equal = float("inf"), True
        for at, (own, other) in enumerate(zip(costs, member)):
            behind = own - other
            if behind != 0:
                equal = False
            if behind < 0:
                needed = 0.0
            elif needed > 0:
                # Being better in one objective is enough; an exact one cannot become better.
                deviation = deviations(at)
                if deviation > 0:
                    needed = min(needed, behind / deviation)
        if not equal and needed > most:
            most = needed
            if most > limit:
                # It parts the next architecture as well, as a rule.
                front.insert(0, front.pop(place))
                return None
    return most


def candidates_of(
    file: InstanceFile, answers: Answers, asked: Json, named: Sequence[tuple[str, str]]
) -> tuple[list[Candidate], set[int], int]:
    """Those nearest to the front of the means, that front, and how many were looked at."""
    epochs = answers.selection.epochs
    columns = [Asked(name, f"/{way}") for name, way in named]
    rows = [row for row in rows_of(file, answers, asked["where"], columns) if None not in row]
    objectives = _objectives(file, epochs, named)
    points = [tuple([one.sign * value for one, value in zip(objectives, row[2:])]) for row in rows]
    places = front_of(points)
    on_front = {rows[place][0] for place in places}
    front = list(dict.fromkeys(points[place] for place in places))
    of_runs = _deviations_of_runs(file, epochs, objectives)
    # The nearest so far: the farthest of them first, of equal ones the one with the greatest id.
    nearest: list[tuple[float, int, int]] = []
    for place, (row, costs) in enumerate(zip(rows, points)):
        limit = -nearest[0][0] if len(nearest) == asked["candidates"] else float("inf")

        def deviation(at: int, row: Row = row) -> float:
            of_truth = objectives[at].deviation
            return 0.0 if of_truth is None else of_truth(row[2 + at], of_runs[row[0]][at])

        away = _away(costs, deviation, front, limit)
        if away is None or away == float("inf"):
            continue
        entry = (-away, -row[0], place)
        if len(nearest) < asked["candidates"]:
            heapq.heappush(nearest, entry)
        elif away < limit:
            heapq.heapreplace(nearest, entry)
    kept = sorted(nearest, key=lambda one: -one[1])
    found = [Candidate(-id_, -away, rows[place][2:]) for away, id_, place in kept]
    return found, on_front, len(rows)


def _deviations_of_runs(
    file: InstanceFile, epochs: int, objectives: Sequence[_Objective]
) -> dict[int, Row]:
    names = [f'"{one.column}_sd"' if one.column else "NULL" for one in objectives]
    statement = f"SELECT architecture_id, {', '.join(names)} FROM prediction_rows"
    rows = file.select(f"{statement} WHERE epochs = :epochs", {"epochs": epochs})
    return {row[0]: row[1:] for row in rows}


def _times_on_front(
    candidates: Sequence[Candidate],
    objectives: Sequence[_Objective],
    worlds: Sequence[WorldFile],
    epochs: int,
) -> list[int]:
    times = [0] * len(candidates)
    names = [f'"{one.column}"' if one.column else "NULL" for one in objectives]
    ids = ", ".join(str(one.architecture_id) for one in candidates)
    statement = (
        f"SELECT architecture_id, {', '.join(names)} FROM prediction_rows"
        f" WHERE epochs = :epochs AND architecture_id IN ({ids})"
    )
    for world in worlds:
        drawn = {row[0]: row[1:] for row in world.select(statement, {"epochs": epochs})}
        points = []
        for one in candidates:
            own = drawn[one.architecture_id]
            values = zip(objectives, own, one.values)
            points.append(
                tuple(
                    [
                        objective.sign * (value if objective.column is None else true)
                        for objective, true, value in values
                    ]
                )
            )
        for place in front_of(points):
            times[place] += 1
    return times


def _late_share(times: Sequence[int], candidates: Sequence[Candidate]) -> float | None:
    """The share of all places on fronts that the less likely half of the candidates takes."""
    order = sorted(range(len(times)), key=lambda place: (candidates[place].away, place))
    whole = sum(times)
    late = sum(times[place] for place in order[(len(order) + 1) // 2 :])
    return late / whole if whole else None


def front_membership(
    file: InstanceFile,
    answers: Answers,
    asked: Json,
    world_of: Callable[[int], WorldFile],
) -> Json:
    """All of the answer but what it is of; ``asked`` as in the request.

    Raises ``NotEvaluatedError`` where the files lack one of the worlds.
    """
    _check("candidates", asked["candidates"], _CANDIDATES)
    _check("limit", asked["limit"], _LIMIT)
    named = objectives_of(asked)
    worlds = [world_of(number) for number in range(FRONT_WORLDS)]
    epochs = answers.selection.epochs
    candidates, on_front, compared = candidates_of(file, answers, asked, named)
    objectives = _objectives(file, epochs, named)
    times = _times_on_front(candidates, objectives, worlds, epochs)
    order = sorted(
        [place for place, count in enumerate(times) if count > 0],
        key=lambda place: (-times[place], place),
    )
    return {
        "objectives": [{"name": name, "direction": way} for name, way in named],
        "worlds": FRONT_WORLDS,
        "compared": compared,
        "candidates": len(candidates),
        "lateShare": _late_share(times, candidates),
        "results": [
            {
                "hash": file.hash_of(candidates[place].architecture_id),
                "architectureId": candidates[place].architecture_id,
                "membership": times[place] / FRONT_WORLDS,
                "isOnMeanFront": candidates[place].architecture_id in on_front,
                "deviationsAway": candidates[place].away,
                "values": list(candidates[place].values),
            }
            for place in order[: asked["limit"]]
        ],
    }
