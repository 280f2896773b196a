"""Compares what a library reads of a CSV or JSONL file, types guessed, with the Parquet file.

python compare_texts.py LIBRARY FOLDER TABLE [TABLE ...]
"""

import gzip
import math
import sys
from pathlib import Path


def pandas_rows(path: Path):
    import pandas

    if path.suffix == ".parquet":
        table = pandas.read_parquet(path)
    elif ".csv" in path.name:
        table = pandas.read_csv(path, float_precision="round_trip")
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


READERS = {"pandas": pandas_rows, "polars": polars_rows, "duckdb": duckdb_rows}


def plain(value):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return value


def rows_by_key(names, rows):
    keys = [at for at, name in enumerate(names) if name in ("architecture_id", "epochs", "run")]
    return {tuple(row[at] for at in keys): [plain(value) for value in row] for row in rows}


def differences(read, folder: Path, table: str):
    names, rows = read(folder / f"{table}.parquet")
    expected = rows_by_key(names, rows)
    for extension in ("csv.gz", "jsonl.gz"):
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
                # A whole number is one, whatever a library calls it; a text must be a text.
                same_kind = isinstance(wanted, str) == isinstance(own, str)
                if wanted != own or not same_kind:
                    yield f"{table}.{extension} {key} {name}: {own!r} is not {wanted!r}"


def main(library: str, folder: str, *tables: str) -> None:
    found = [one for table in tables for one in differences(READERS[library], Path(folder), table)]
    if found:
        sys.exit("\n".join(found[:20]))


if __name__ == "__main__":
    main(*sys.argv[1:])
