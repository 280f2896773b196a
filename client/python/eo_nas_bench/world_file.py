"""One world of an instance, from the files that an export adds for it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .answers import Answers
from .errors import NotEvaluatedError
from .instance_file import InstanceFile, check_whole


def worlds_path(file: InstanceFile) -> Path:
    """Where the worlds of an instance are, if they were exported."""
    return file.path.with_name(f"{file.instance['id']}.worlds.sqlite")


class WorldFile(InstanceFile):
    """An instance whose predictions are replaced with the true values of one world."""

    def __init__(self, file: InstanceFile, world: int) -> None:
        """Raises ``NotEvaluatedError`` where the files have no such world."""
        self._path = worlds_path(file)
        self.world = world
        if not self._path.is_file():
            raise NotEvaluatedError(
                f"The files of {file.instance['id']} have no worlds: there is no {self._path.name}."
                " Download the release with worlds=True (--worlds), or ask a service."
            )
        check_whole(self._path)
        _check_world(self._path, world)
        super().__init__(file.path)

    def _open(self) -> sqlite3.Connection:
        known = self._connection
        connection = super()._open()
        if connection is not known:
            _replace_predictions(connection, self._path, self.world)
        return connection


class WorldAnswers(Answers):
    """Answers of a ``WorldFile``."""

    def fitness(self, architecture_id: int, digest: str) -> dict[str, Any]:
        """Raises ``NotEvaluatedError``, also for a run: files have no noise of worlds."""
        if self.selection.run != "mean":
            raise NotEvaluatedError(
                "Files have the true values of a world, not its runs: ask for run mean, "
                "or ask a service."
            )
        found = super().fitness(architecture_id, digest)
        return {**found, "source": "world", "standardDeviation": None}


def _uri(path: Path) -> str:
    return f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"


def _check_world(path: Path, world: int) -> None:
    connection = sqlite3.connect(_uri(path), uri=True)
    try:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    finally:
        connection.close()
    if f"world_{world}" not in names:
        count = sum(name.startswith("world_") for name in names)
        raise NotEvaluatedError(
            f"{path.name} has the worlds from 0 to {count - 1}, not {world}; ask a service for it."
        )


def _replace_predictions(connection: sqlite3.Connection, path: Path, world: int) -> None:
    connection.execute("ATTACH ? AS worlds", (_uri(path),))
    columns = [row[1] for row in connection.execute(f"PRAGMA worlds.table_info(world_{world})")]
    measures = [name for name in columns if name not in ("architecture_id", "epochs")]
    selected = ", ".join(f'w."{name}", NULL AS "{name}_sd"' for name in measures)
    # SQLite looks for a name without a schema among the temporary ones first.
    connection.execute(
        "CREATE TEMP VIEW prediction_rows AS SELECT w.architecture_id, w.epochs,"
        f" p.nearest_measured, {selected} FROM worlds.world_{world} w"
        " JOIN main.prediction_rows p ON p.epochs = w.epochs"
        " AND p.architecture_id = w.architecture_id"
    )
