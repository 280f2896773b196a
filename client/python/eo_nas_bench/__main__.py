"""The command ``eo-nas-bench``, also ``python -m eo_nas_bench``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from .client import Client
from .download import FORMATS, download_release
from .errors import EoNasBenchError
from .fitness_values import measure_values
from .search.command import add_search, run_search


def _show(name: str, done: int, total: int) -> None:
    size = f"{done / 1e6:.1f} of {total / 1e6:.1f} MB"
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r\x1b[K{name}: {size}", end=end, file=sys.stderr, flush=True)
    elif done == total:
        print(f"{name}: {size}", file=sys.stderr)


def _download(given: argparse.Namespace) -> None:
    choice: dict[str, Any] = {
        "formats": given.format or ["sqlite"],
        "instances": given.instance,
        "worlds": given.worlds,
        "on_progress": _show,
    }
    if "/v1/releases/" in given.url:
        print(download_release(given.url, given.folder, **choice))
        return
    with Client(given.url) as bench:
        print(bench.download(given.release, given.folder, **choice))


def _text(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([_text(row.get(name)) for name in names] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    for line in lines:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())


def _print_results(results: Iterable[Mapping[str, Any]], as_json: bool) -> None:
    if as_json:
        for result in results:
            print(json.dumps(result))
        return
    about = ("hash", "source", "nearestMeasured")
    _print_table(
        [
            {"error": result["error"]["detail"]}
            if "error" in result
            else {**{name: result[name] for name in about}, **measure_values(result)}
            for result in results
        ]
    )


def _query(given: argparse.Namespace) -> None:
    with Client(given.source) as bench:
        answer = bench.query(
            given.instance,
            given.hashes,
            epochs=given.epochs,
            source=given.values,
            world=given.world,
            run=given.run,
            seed=given.seed,
        )
        results = cast("list[dict[str, Any]]", answer["results"])
        _print_results(results, given.json)


def _pareto(given: argparse.Namespace) -> None:
    with Client(given.source) as bench:
        front = bench.get_pareto_front(
            given.instance,
            minimize=given.minimize,
            maximize=given.maximize,
            epochs=given.epochs,
            source=given.values,
            world=given.world,
            limit=given.limit,
        )
        results = cast("list[dict[str, Any]]", front["results"])
        _print_results(results, given.json)


def _add_selection(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", help="a service, a release folder or a .sqlite file of it")
    command.add_argument("instance", help="so2sat-lcz42")
    command.add_argument("--epochs", type=int, help="training budget; default: the largest")
    command.add_argument(
        "--values",
        default="auto",
        choices=("auto", "tabular", "surrogate", "world"),
        help="auto: the table, else the surrogate",
    )
    command.add_argument("--world", type=int, default=0, help="number of the world")
    command.add_argument("--json", action="store_true", help="one JSON object a line")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="eo-nas-bench")
    commands = parser.add_subparsers(dest="command", required=True)
    query = commands.add_parser("query", help="the fitness of architectures")
    _add_selection(query)
    query.add_argument("hashes", nargs="+", metavar="hash", help="module hashes")
    query.add_argument("--run", default="mean", help="mean, random, or the number of a run")
    query.add_argument("--seed", type=int, default=0, help="of random runs")
    query.set_defaults(do=_query)
    pareto = commands.add_parser("pareto", help="the Pareto front of an instance")
    _add_selection(pareto)
    for way in ("minimize", "maximize"):
        pareto.add_argument(f"--{way}", action="append", default=[], help="may be repeated")
    pareto.add_argument("--limit", type=int, default=100, help="most results")
    pareto.set_defaults(do=_pareto)
    download = commands.add_parser("download", help="download the files of a release")
    download.add_argument("url", help="a service, or its /v1/releases/r0123456789ab")
    download.add_argument("folder", help="where the files go")
    download.add_argument("--release", default="latest", help="its id; default: latest")
    for name, known in (("format", FORMATS), ("instance", None)):
        about = f"only this {name}; may be repeated"
        download.add_argument(f"--{name}", action="append", choices=known, help=about)
    download.add_argument("--worlds", action="store_true", help="also the files of worlds")
    download.set_defaults(do=_download)
    search = commands.add_parser("search", help="run a search algorithm")
    add_search(search)
    search.set_defaults(do=run_search)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 refused or failed, 2 called wrongly."""
    given = _parser().parse_args(arguments)
    try:
        given.do(given)
    except (EoNasBenchError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
