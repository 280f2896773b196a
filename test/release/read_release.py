"""Reads a table of a release with one library and prints its rows, one JSON object a line.

python3 read_release.py LIBRARY FILE
"""

import json
import math
import sys


def pandas_rows(path):
    import pandas

    table = pandas.read_parquet(path)
    # Columns with NaN must not turn whole numbers into floats.
    return table.columns, zip(*(table[name].tolist() for name in table.columns))


def polars_rows(path):
    import polars

    table = polars.read_parquet(path)
    return table.columns, table.iter_rows()


def duckdb_rows(path):
    import duckdb

    table = duckdb.execute("select * from read_parquet(?)", [path])
    return [name for name, *_ in table.description], table.fetchall()


def missing_as_none(value):
    return None if isinstance(value, float) and math.isnan(value) else value


def main(library, path):
    readers = {"pandas": pandas_rows, "polars": polars_rows, "duckdb": duckdb_rows}
    names, rows = readers[library](path)
    for row in rows:
        print(json.dumps(dict(zip(names, map(missing_as_none, row)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
