"""``python -m eo_nas_bench download URL FOLDER``"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .download import FORMATS, download_release
from .errors import EoNasBenchError


def _show(name: str, done: int, total: int) -> None:
    size = f"{done / 1e6:.1f} of {total / 1e6:.1f} MB"
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r\x1b[K{name}: {size}", end=end, file=sys.stderr, flush=True)
    elif done == total:
        print(f"{name}: {size}", file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 refused or failed, 2 called wrongly."""
    parser = argparse.ArgumentParser(prog="python -m eo_nas_bench")
    commands = parser.add_subparsers(dest="command", required=True)
    download = commands.add_parser("download", help="download the files of a release")
    download.add_argument("url", help="https://example.org/v1/releases/r0123456789ab")
    download.add_argument("folder", help="where the files go")
    for name, known in (("format", FORMATS), ("instance", None)):
        about = f"only this {name}; may be repeated"
        download.add_argument(f"--{name}", action="append", choices=known, help=about)
    given = parser.parse_args(arguments)
    try:
        folder = download_release(
            given.url,
            given.folder,
            formats=given.format,
            instances=given.instance,
            on_progress=_show,
        )
    except (EoNasBenchError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
