"""One instance of a release in its SQLite file, opened read-only."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .errors import ReleaseFileError
from .measures import Measure, measures_of
from .predictive import Predictive

Row = tuple[Any, ...]

#: Of the files of a release.
FORMAT = 1
_HEADER = b"SQLite format 3\x00"


def check_whole(path: Path) -> None:
    """Refuses a file that is no SQLite database or is not as long as it says that it is."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise ReleaseFileError(f"{path} cannot be read: {error.strerror}.") from error
    if len(header) < 100 or not header.startswith(_HEADER):
        raise ReleaseFileError(f"{path} is no SQLite file; download it again.")
    page = int.from_bytes(header[16:18], "big")
    expected = (65536 if page == 1 else page) * int.from_bytes(header[28:32], "big")
    size = path.stat().st_size
    if size != expected:
        raise ReleaseFileError(
            f"{path} has {size} bytes instead of {expected}: it was cut short; download it again."
        )


class _Mean:
    """As the service: the sum in the order of the runs, divided by their number."""

    def __init__(self) -> None:
        self._sum, self._count = 0.0, 0

    def step(self, value: Any) -> None:
        if value is not None:
            self._sum += value
            self._count += 1

    def finalize(self) -> Any:
        return self._sum / self._count if self._count else None


class _First:
    """The value of the first run."""

    def __init__(self) -> None:
        self._value: Any = None

    def step(self, value: Any) -> None:
        if self._value is None:
            self._value = value

    def finalize(self) -> Any:
        return self._value


class InstanceFile:
    """Rows of one instance. May be used by several threads and after a fork."""

    def __init__(self, path: Path) -> None:
        check_whole(path)
        self.path = path
        self._lock = threading.RLock()
        self._pid = 0
        self._connection: sqlite3.Connection | None = None
        try:
            self._read_meta()
        except BaseException:
            self.close()
            raise

    def _read_meta(self) -> None:
        meta: dict[str, str] = dict(self._read("SELECT key, value FROM meta", ()))
        if meta.get("format") != str(FORMAT):
            raise ReleaseFileError(
                f"{self.path} is of format {meta.get('format')}; this version of eo-nas-bench "
                f"reads format {FORMAT}."
            )
        self.release: str = meta["release"]
        self.instance: dict[str, Any] = json.loads(meta["instance_json"])
        self._predictive = {
            one["epochs"]: Predictive(self.instance["id"], one)
            for one in json.loads(meta.get("predictions_json", "[]"))
        }
        self._measured = self._columns("evaluation_rows")
        self._predicted = self._columns("prediction_rows")
        self._statements: dict[tuple[str, bool], str] = {}
        self._check_measured()

    def _check_measured(self) -> None:
        names = [one.column for halfway in (False, True) for one in self.measures(halfway)]
        missing = [name for name in names if name not in self._measured]
        if missing and self._read("SELECT 1 FROM evaluation_rows LIMIT 1", ()):
            raise ReleaseFileError(
                f"{self.path} is damaged or no release file (its evaluations have no column "
                f"{', '.join(missing)}); download it again."
            )

    def _open(self) -> sqlite3.Connection:
        # A connection does not survive a fork.
        if self._connection is None or self._pid != os.getpid():
            uri = f"file:{quote(str(self.path.resolve()))}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._connection.create_aggregate("eo_mean", 1, _Mean)
            self._connection.create_aggregate("eo_first", 1, _First)
            self._pid = os.getpid()
        return self._connection

    def _read(self, statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Row]:
        with self._lock:
            try:
                return self._open().execute(statement, values).fetchall()
            except sqlite3.Error as error:
                raise ReleaseFileError(
                    f"{self.path} is damaged or no release file ({error}); download it again."
                ) from error

    def _columns(self, table: str) -> list[str]:
        return [row[1] for row in self._read(f"PRAGMA table_info({table})", ())]

    def close(self) -> None:
        with self._lock:
            if self._connection is not None and self._pid == os.getpid():
                self._connection.close()
            self._connection = None

    def measures(self, halfway: bool) -> list[Measure]:
        return measures_of(self.instance, halfway)

    def id_of(self, digest: str) -> int | None:
        """Architecture id of a module hash, None where it is no architecture's."""
        found = self._read(
            "SELECT architecture_id FROM cells WHERE lower(hex(hash)) = ?", (digest.lower(),)
        )
        return found[0][0] if found else None

    def architecture(self, architecture_id: int) -> Row:
        """Hash, matrix (JSON) and operations (separated by commas) of the representative."""
        return self._read(
            "SELECT hash, matrix, operations FROM architectures WHERE architecture_id = ?",
            (architecture_id,),
        )[0]

    def complexity(self, architecture_id: int) -> Row:
        """Trainable parameters and MACs of the representative."""
        return self._read(
            "SELECT trainable_parameters, macs FROM cells WHERE architecture_id = ?",
            (architecture_id,),
        )[0]

    def _statement(self, table: str, halfway: bool) -> str:
        known = self._statements.get((table, halfway))
        if known is not None:
            return known
        measures = self.measures(halfway)
        if table == "evaluation_rows":
            lead = ["run", "trainable_parameters", "macs"]
            have, names = self._measured, [measure.column for measure in measures]
        else:
            lead = ["nearest_measured"]
            have = self._predicted
            names = [measure.column for measure in measures]
            names += [f"{name}_sd" for name in names]
        selected = lead + [f'"{name}"' if name in have else "NULL" for name in names]
        order = " ORDER BY run" if table == "evaluation_rows" else ""
        made = (
            f"SELECT {', '.join(selected) or 'NULL'} FROM {table}"
            f" WHERE architecture_id = ? AND epochs = ?{order}"
        )
        self._statements[table, halfway] = made
        return made

    def runs(self, architecture_id: int, epochs: int, halfway: bool) -> list[Row]:
        """Run, parameters, MACs and the value of each measure, of every run."""
        return self._read(self._statement("evaluation_rows", halfway), (architecture_id, epochs))

    def prediction(self, architecture_id: int, epochs: int, halfway: bool) -> Row | None:
        """The distance to what was measured, the means of the measures, then their standard
        deviations; None where not predicted."""
        found = self._read(self._statement("prediction_rows", halfway), (architecture_id, epochs))
        return found[0] if found else None

    def predictive(self, epochs: int) -> Predictive:
        """What is predicted at a budget at which there are predictions."""
        known = self._predictive.get(epochs)
        if known is None:
            raise ReleaseFileError(
                f"{self.path} is damaged or no release file (it does not describe its predictions "
                f"at {epochs} epochs); download it again."
            )
        return known

    @property
    def columns(self) -> tuple[Sequence[str], Sequence[str]]:
        """Names of the columns of the evaluations, and of the predictions."""
        return self._measured, self._predicted

    def select(self, statement: str, values: Mapping[str, Any]) -> list[Row]:
        """Rows of a statement with named values; it may use ``eo_mean`` and ``eo_first``."""
        return self._read(statement, values)

    def predicts(self, epochs: int) -> bool:
        return bool(self._read("SELECT 1 FROM prediction_rows WHERE epochs = ? LIMIT 1", (epochs,)))

    def hash_of(self, architecture_id: int) -> str:
        found = self._read("SELECT hash FROM cells WHERE architecture_id = ?", (architecture_id,))
        digest: bytes = found[0][0]
        return digest.hex()

    def count(self, measured_only: bool) -> int:
        """How many hashes ``hashes`` gives."""
        counted = (
            "count(DISTINCT architecture_id) FROM evaluation_rows"
            if measured_only
            else "count(*) FROM cells"
        )
        return int(self._read(f"SELECT {counted}", ())[0][0])

    def hashes(self, measured_only: bool) -> Iterator[str]:
        """Module hashes, ascending: of all architectures, or of those with an evaluation."""
        among = " WHERE architecture_id IN (SELECT architecture_id FROM evaluation_rows)"
        for (digest,) in self._read(
            f"SELECT hash FROM cells{among if measured_only else ''} ORDER BY architecture_id", ()
        ):
            yield digest.hex()
