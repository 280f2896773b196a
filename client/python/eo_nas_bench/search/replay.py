"""Repeats a recorded search and compares every value."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..errors import EoNasBenchError
from .objectives import SearchObjective
from .problem import Problem
from .trajectory import Trajectory, read_trajectory

if TYPE_CHECKING:
    from ..client import Client


class ReplayError(EoNasBenchError):
    """A trajectory does not say what the benchmark answers."""


def problem_of(client: Client, trajectory: Trajectory) -> Problem:
    """The problem that a header names, with nothing spent."""
    header = trajectory.header
    budget = header["budget"]
    return Problem(
        client,
        header["instance"],
        objectives=list(map(SearchObjective.wanted, header["objectives"])),
        source=header["source"],
        world=header["world"] or 0,
        epochs=header["epochs"],
        evaluations=budget["evaluations"],
        epoch_budget=budget["epochs"],
        seconds=budget["seconds"],
        workers=budget["workers"],
        invalid=header["invalid"],
        repeats=header["repeats"],
        noise=header["noise"],
        seed=header["seed"],
    )


def replay(client: Client, path: str | os.PathLike[str]) -> Problem:
    """Evaluates every proposal of a trajectory again; gives the problem, with all of it spent.

    Raises ``ReplayError`` at the first line that differs, or where the release is another one.
    """
    recorded = read_trajectory(path)
    problem = problem_of(client, recorded)
    for place, line in enumerate(recorded.outcomes, 2):
        given = line.hash if line.invalid is None else dict(line.invalid)
        if isinstance(given, dict):
            given.pop("reason")
        found = problem.evaluate(given, epochs=line.epochs)
        if found.to_json() != line.to_json():
            raise ReplayError(f"{path}, line {place}: {line.to_json()} is now {found.to_json()}.")
    release = problem.trajectory.header["release"]
    if release != recorded.header["release"]:
        raise ReplayError(
            f"{path} is of release {recorded.header['release']}; this is release {release}."
        )
    return problem
