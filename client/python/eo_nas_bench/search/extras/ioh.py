"""IOHanalyzer: trajectories as the text files of IOHprofiler."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..genotype import GENES

if TYPE_CHECKING:
    from ..problem import Problem

_COLUMNS = '"function evaluation" "current f(x)" "best-so-far f(x)"'


def write_ioh(
    folder: str | os.PathLike[str],
    algorithm: str,
    problems: Sequence[Problem],
    *,
    function: int = 1,
) -> Path:
    """Writes the runs of one algorithm on one problem into ``folder/algorithm``; gives that folder.

    Each charged evaluation is a row; its number is the cost, so that smaller is better, in the
    first objective. Evaluations without a value are left out. ``function`` is the number that
    IOHanalyzer shows the problem by. Upload the folder as a zip file.
    """
    name = problems[0].instance
    base = Path(folder) / algorithm
    data = base / f"data_f{function}_{name}"
    data.mkdir(parents=True, exist_ok=True)
    path = data / f"IOHprofiler_f{function}_DIM{GENES}.dat"
    runs = []
    with path.open("w", encoding="utf-8") as file:
        for at, problem in enumerate(problems, 1):
            file.write(f"{_COLUMNS}\n")
            best, count = float("inf"), 0
            for outcome in problem.trajectory.outcomes:
                cost = problem.cost(outcome)
                count += outcome.charged
                if not outcome.charged or cost == float("inf"):
                    continue
                best = min(best, cost)
                file.write(f"{count} {cost!r} {best!r}\n")
            runs.append(f"{at}:{count}|{best!r}")
    about = f'funcId = {function}, funcName = "{name}", DIM = {GENES}, maximization = "F"'
    (base / f"IOHprofiler_f{function}_{name}.info").write_text(
        f'suite = "EO NAS-Bench", {about}, algId = "{algorithm}"\n%\n'
        f"{data.name}/{path.name}, {', '.join(runs)}\n",
        encoding="utf-8",
    )
    return base
