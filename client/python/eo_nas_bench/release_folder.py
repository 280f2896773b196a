"""The files of a release on this machine."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from .errors import ReleaseFileError
from .instance_file import FORMAT, InstanceFile
from .neighbour_graph import GRAPH_NAME, NeighbourGraph
from .surrogate_cards import Card, read_cards
from .world_file import WorldFile, worlds_path

_CHUNK = 1 << 20
_verified: dict[tuple[str, int, int], str] = {}


def sha256_of(path: Path) -> str:
    """Digest of a file, hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    # A file that did not change since is not read twice by one process.
    stat = path.stat()
    key = (str(path.resolve()), stat.st_size, stat.st_mtime_ns)
    if key not in _verified:
        _verified[key] = sha256_of(path)
    return _verified[key]


def parse_manifest(where: str, content: bytes) -> dict[str, Any]:
    """A manifest of the format that this reads; raises ``ReleaseFileError``."""
    try:
        manifest = json.loads(content)
        if manifest["format"] != FORMAT:
            raise ReleaseFileError(
                f"{where} is of format {manifest['format']}; this version of eo-nas-bench reads "
                f"{FORMAT}. Download a release of that format, or export the release again."
            )
        return dict(manifest)
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseFileError(f"{where} is no manifest of a release ({error}).") from error


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReleaseFileError(f"{path} is no manifest of a release ({error}).") from error
    return parse_manifest(str(path), content)


def _entry(path: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    for entry in manifest["files"]:
        if entry["name"] == path.name:
            return dict(entry)
    raise ReleaseFileError(f"{path} is not in the manifest beside it.")


def _check_size(path: Path, manifest: dict[str, Any]) -> None:
    size, expected = path.stat().st_size, _entry(path, manifest)["sizeBytes"]
    if size != expected:
        raise ReleaseFileError(
            f"{path} has {size} bytes, its manifest says {expected}: "
            "it was cut short or altered; download it again."
        )


def _check_digest(path: Path, manifest: dict[str, Any]) -> None:
    if _sha256(path) != _entry(path, manifest)["sha256"]:
        raise ReleaseFileError(
            f"{path} has another sha256 than its manifest says: it was altered; download it again."
        )


class ReleaseFiles:
    """The instances of a release folder, or of one ``{instance}.sqlite``.

    Where there is a manifest, a file is compared with its size when it is opened, and with its
    sha256 before it is first used. Raises ``ReleaseFileError``.
    """

    def __init__(self, path: Path, verify: bool) -> None:
        paths = _paths(path)
        folder = self.folder = paths[0].parent
        self._manifest: dict[str, Any] | None = None
        if verify and (folder / "manifest.json").is_file():
            self._manifest = _manifest(folder)
        self._verified: set[str] = set()
        self._used: InstanceFile | None = None
        self._worlds: dict[tuple[str, int], WorldFile] = {}
        self._graph: NeighbourGraph | None = None
        self.by_instance: dict[str, InstanceFile] = {}
        try:
            for one in paths:
                if self._manifest is not None:
                    _check_size(one, self._manifest)
                file = InstanceFile(one)
                self.by_instance[file.instance["id"]] = file
            if path.is_file():
                self.used(next(iter(self.by_instance)))
        except BaseException:
            self.close()
            raise

    def used(self, instance: str) -> InstanceFile:
        """The file of an instance, verified; ``KeyError`` where there is none."""
        file = self.by_instance[instance]
        if self._manifest is not None and instance not in self._verified:
            _check_digest(file.path, self._manifest)
            self._verified.add(instance)
        self._used = file
        return file

    def world(self, instance: str, world: int) -> WorldFile:
        """A world of an instance; its file is verified as those of the instances."""
        path = worlds_path(self.used(instance))
        if self._manifest is not None and path.name not in self._verified and path.is_file():
            _check_size(path, self._manifest)
            _check_digest(path, self._manifest)
            self._verified.add(path.name)
        if (instance, world) not in self._worlds:
            self._worlds[instance, world] = WorldFile(self.used(instance), world)
        return self._worlds[instance, world]

    def any(self) -> InstanceFile:
        """One that is used already, or the smallest: each has every architecture."""
        if self._used is None:

            def size(instance: str) -> int:
                return self.by_instance[instance].path.stat().st_size

            return self.used(min(self.by_instance, key=size))
        return self._used

    def graph(self) -> NeighbourGraph:
        """The neighbours by one edit, verified before they are first used."""
        if self._graph is None:
            path = self.folder / GRAPH_NAME
            if self._manifest is not None and path.exists():
                _check_digest(path, self._manifest)
            self._graph = NeighbourGraph(path)
        return self._graph

    def manifest(self) -> dict[str, Any]:
        """The manifest beside the files."""
        return _manifest(self.folder)

    def cards(self) -> dict[str, Card]:
        """The cards of the surrogates by id, in the order of the instances."""
        return read_cards(self.folder)

    def close(self) -> None:
        if self._graph is not None:
            self._graph.close()
        for file in (*self._worlds.values(), *self.by_instance.values()):
            file.close()


def _paths(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ReleaseFileError(f"There is nothing at {path}.")
    names = [f"{instance['id']}.sqlite" for instance in _manifest(path)["instances"]]
    found = [path / name for name in names if (path / name).is_file()]
    if not found:
        raise ReleaseFileError(
            f"{path} has none of {', '.join(names)}; download the SQLite files of the release."
        )
    return found
