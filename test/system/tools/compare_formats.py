"""Compares what a library reads of CSV, JSONL or SQLite with what it reads of Parquet.

The library guesses the types of CSV and JSONL itself.

python compare_formats.py LIBRARY FOLDER TABLE [TABLE ...]
"""

import gzip
import math
import sqlite3
import sys
from pathlib import Path


def pandas_rows(path: Path):
    import pandas

    if path.suffix == ".parquet":
        table = pandas.read_parquet(path)
    elif ".csv" in path.name:
        table = pandas.read_csv(path)
    else:
        table = pandas.read_json(path, lines=True, precise_float=True)
    return table.columns, list(zip(*(table[name].tolist() for name in table.columns)))


def polars_rows(path: Path):
    import polars

    if path.suffix == ".parquet":
        table = polars.read_parquet(path)
    elif ".csv" in path.name:
        table = polars.read_csv(path)
    else:
        table = polars.read_ndjson(gzip.decompress(path.read_bytes()))
    return table.columns, table.rows()


def duckdb_rows(path: Path):
    import duckdb

    table = duckdb.execute(f"select * from '{path}'")
    return [name for name, *_ in table.description], table.fetchall()


def sqlite_rows(path: Path):
    import pyarrow.parquet

    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path)
        return table.column_names, list(zip(*(column.to_pylist() for column in table.columns)))
    *instance, view = path.stem.split(".")
    file = path.with_name(f"{instance[0] if instance else view}.sqlite")
    found = sqlite3.connect(file).execute(f"select * from {view}")
    return [name for name, *_ in found.description], found.fetchall()


TEXTS = ("csv.gz", "jsonl.gz")
READERS = {
    "pandas": (pandas_rows, TEXTS),
    "polars": (polars_rows, TEXTS),
    "duckdb": (duckdb_rows, TEXTS),
    "sqlite3": (sqlite_rows, ("sqlite",)),
}


def plain(value):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return value


def is_same(wanted, own, *, is_database: bool) -> bool:
    if is_database:
        # A database states its types, and SQLite has no negative zero.
        return wanted == own and type(wanted) is type(own)
    # A whole number is one, whatever a library guesses; a text must be a text.
    if isinstance(wanted, str) != isinstance(own, str) or wanted != own:
        return False
    return wanted != 0 or math.copysign(1, wanted) == math.copysign(1, own)


def rows_by_key(names, rows):
    keys = [at for at, name in enumerate(names) if name in ("architecture_id", "epochs", "run")]
    return {tuple(row[at] for at in keys): [plain(value) for value in row] for row in rows}


def differences(library: str, folder: Path, table: str):
    read, extensions = READERS[library]
    names, rows = read(folder / f"{table}.parquet")
    expected = rows_by_key(names, rows)
    for extension in extensions:
        found_names, found_rows = read(folder / f"{table}.{extension}")
        if list(found_names) != list(names):
            yield f"{table}.{extension}: columns {list(found_names)}"
            continue
        found = rows_by_key(found_names, found_rows)
        if found.keys() != expected.keys():
            yield f"{table}.{extension}: {len(found)} rows of {len(expected)}"
            continue
        for key, row in expected.items():
            for name, wanted, own in zip(names, row, found[key]):
                if not is_same(wanted, own, is_database=extension == "sqlite"):
                    yield f"{table}.{extension} {key} {name}: {own!r} is not {wanted!r}"


def main(library: str, folder: str, *tables: str) -> None:
    found = [one for table in tables for one in differences(library, Path(folder), table)]
    if found:
        sys.exit("\n".join(found[:20]))


if __name__ == "__main__":
    main(*sys.argv[1:])
