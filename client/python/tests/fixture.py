"""A release file made of the shared vectors: what an export writes, but few architectures."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from pathlib import Path

from vectors import vectors


def column(measure: str) -> str:
    return re.sub("([A-Z])", r"_\1", measure).replace(".", "_").lower()


def _measures(rows, key):
    return [column(name) for name in rows[0][key]]


def write_instance(path: Path) -> None:
    """Writes ``vector-instance`` of the shared vectors in format 1."""
    found = vectors("fitness")
    instance = found["instances"][0]
    database = sqlite3.connect(path)
    database.executescript(
        """
        create table meta(key text primary key, value text not null) without rowid;
        create table matrices(matrix_id integer primary key, matrix text not null);
        create table operation_lists(operations_id integer primary key, operations text not null);
        create table cells(architecture_id integer primary key, hash blob not null,
          matrix_id integer not null, operations_id integer not null,
          trainable_parameters integer not null, macs integer not null);
        create unique index cells_by_hash on cells(lower(hex(hash)));
        create view architectures as select architecture_id, lower(hex(hash)) hash,
          length(operations) - length(replace(operations, ',', '')) + 1 vertices,
          length(matrix) - length(replace(matrix, '1', '')) edges, matrix, operations,
          trainable_parameters, macs from cells join matrices using (matrix_id)
          join operation_lists using (operations_id);
        """
    )
    meta = {
        "format": "1",
        "release": found["release"],
        "instance": instance["id"],
        "instance_json": json.dumps(instance),
        "predictions_json": json.dumps(found["predictive"]),
    }
    database.executemany("insert into meta values (?, ?)", meta.items())
    for place, one in enumerate(found["architectures"]):
        matrix = json.dumps(one["matrix"], separators=(",", ":"))
        database.execute("insert into matrices values (?, ?)", (place, matrix))
        operations = ",".join(one["operations"])
        database.execute("insert into operation_lists values (?, ?)", (place, operations))
        database.execute(
            "insert into cells values (?, ?, ?, ?, ?, ?)",
            (
                one["architectureId"],
                bytes.fromhex(one["hash"]),
                place,
                place,
                one["trainableParameters"],
                one["macs"],
            ),
        )
    measures = _measures(found["evaluations"], "values")
    database.execute(
        "create table evaluation_rows(architecture_id integer not null, epochs integer not null,"
        " run integer not null, trainable_parameters integer not null, macs integer not null, "
        + ", ".join(f"{name} real" for name in measures)
        + ", primary key (architecture_id, epochs, run)) without rowid"
    )
    for row in found["evaluations"]:
        lead = ("architectureId", "epochs", "run", "trainableParameters", "macs")
        values = [*(row[name] for name in lead), *row["values"].values()]
        places = ", ".join("?" * len(values))
        database.execute(f"insert into evaluation_rows values ({places})", values)
    predicted = _measures(found["predictions"], "means")
    database.execute(
        "create table prediction_rows(architecture_id integer not null, epochs integer not null,"
        " nearest_measured integer not null, "
        + ", ".join(f"{name} real, {name}_sd real" for name in predicted)
        + ", primary key (epochs, architecture_id)) without rowid"
    )
    for row in found["predictions"]:
        pairs = zip(row["means"].values(), row["standardDeviations"].values())
        lead = ("architectureId", "epochs", "nearestMeasured")
        values = [*(row[name] for name in lead), *(one for pair in pairs for one in pair)]
        places = ", ".join("?" * len(values))
        database.execute(f"insert into prediction_rows values ({places})", values)
    database.commit()
    database.close()


def write_release(folder: Path) -> Path:
    """Writes a release folder with its manifest; gives the path of its SQLite file."""
    found = vectors("fitness")
    instance = found["instances"][0]
    path = folder / f"{instance['id']}.sqlite"
    write_instance(path)
    content = path.read_bytes()
    manifest = {
        "format": 1,
        "release": found["release"],
        "publishedAt": "2025-01-01T00:00:00.000Z",
        "instances": [{"id": instance["id"], "title": instance["title"]}],
        "files": [
            {
                "name": path.name,
                "mediaType": "application/vnd.sqlite3",
                "sizeBytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "rows": None,
                "columns": None,
                "tables": None,
            }
        ],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return path
