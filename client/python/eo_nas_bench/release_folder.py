"""The files of a release on this machine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from .errors import ReleaseFileError
from .instance_file import InstanceFile

_CHUNK = 1 << 20
_verified: dict[tuple[str, int, int], str] = {}


def _sha256(path: Path) -> str:
    # A file that did not change since is not read twice by one process.
    stat = path.stat()
    key = (str(path.resolve()), stat.st_size, stat.st_mtime_ns)
    if key not in _verified:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                digest.update(chunk)
        _verified[key] = digest.hexdigest()
    return _verified[key]


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] != 1:
            raise ReleaseFileError(f"{path} is of format {manifest['format']}; this reads 1.")
        return dict(manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseFileError(f"{path} is no manifest of a release ({error}).") from error


def _verify(path: Path, manifest: dict[str, Any]) -> None:
    entries = {entry["name"]: entry for entry in manifest["files"]}
    entry = entries.get(path.name)
    if entry is None:
        raise ReleaseFileError(f"{path} is not in the manifest beside it.")
    size = path.stat().st_size
    if size != entry["sizeBytes"]:
        raise ReleaseFileError(
            f"{path} has {size} bytes, its manifest says {entry['sizeBytes']}: "
            "it was cut short or altered; download it again."
        )
    if _sha256(path) != entry["sha256"]:
        raise ReleaseFileError(
            f"{path} has another sha256 than its manifest says: it was altered; download it again."
        )


def open_release(path: Path, verify: bool) -> list[InstanceFile]:
    """Opens the instances of a release folder, or of one ``{instance}.sqlite``.

    Where there is a manifest, each file is first compared with its size and sha256.
    """
    if path.is_dir():
        manifest = _manifest(path)
        names = [f"{instance['id']}.sqlite" for instance in manifest["instances"]]
        files = [path / name for name in names if (path / name).is_file()]
        if not files:
            raise ReleaseFileError(
                f"{path} has none of {', '.join(names)}; download the SQLite files of the release."
            )
    elif path.is_file():
        files = [path]
    else:
        raise ReleaseFileError(f"There is nothing at {path}.")
    if verify and (files[0].parent / "manifest.json").is_file():
        manifest = _manifest(files[0].parent)
        for file in files:
            _verify(file, manifest)
    opened: list[InstanceFile] = []
    try:
        for file in files:
            opened.append(InstanceFile(file))
    except BaseException:
        for one in opened:
            one.close()
        raise
    return opened
