"""Downloads the files of a release, or what is missing of them."""

from __future__ import annotations

import http.client
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Callable
from urllib.parse import quote

from .described_files import DESCRIPTIONS, Described, names_in
from .errors import ReleaseFileError
from .release_folder import parse_manifest, sha256_of
from .transport import Transport

FORMATS = ("parquet", "csv", "jsonl", "sqlite", "onnx")
_CHUNK = 1 << 18
_TABLE = re.compile(
    r"(.+?)(?:\.fitness|\.evaluations|\.predictions|\.world-\d+|\.worlds)?"
    r"\.(parquet|csv|jsonl|sqlite)(?:\.gz)?"
)
_WORLD = re.compile(r".+\.(world-\d+\.parquet|worlds\.sqlite)")
_MODEL = re.compile(r"(.+)-\d+\.(onnx|json|worlds\.gz)")
_LANDSCAPES = re.compile(r"landscapes-(.+)\.(json)")
#: Small files of an instance or a model, which belong to it in every format.
_OF_MODEL = ("json", "worlds.gz")
#: Files that only one local mode reads, by the format of the tables that it reads.
_LOCAL = {"space-1.bin": "parquet", "graph-edit-1.bin": "sqlite"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

OnProgress = Callable[[str, int, int], None]


def download_release(
    url: str,
    folder: str | os.PathLike[str],
    *,
    formats: Iterable[str] | None = None,
    instances: Iterable[str] | None = None,
    worlds: bool = False,
    on_progress: OnProgress | None = None,
    timeout: float = 60.0,
    retries: int = 5,
    headers: Mapping[str, str] | None = None,
) -> Path:
    """Downloads the files of a release into a folder, which ``Client`` opens.

    ``url`` is such as ``https://example.org/v1/releases/r0123456789ab``, or ``.../latest``.
    ``formats`` (``parquet``, ``csv``, ``jsonl``, ``sqlite``, ``onnx``) and ``instances`` leave the
    rest out; ``Client`` needs ``sqlite``. The files of worlds, larger than all others, are
    downloaded with ``worlds``. ``manifest.json``, ``README.md`` and ``croissant.json``
    in the folder list the files that it has. ``on_progress`` is told the name of a file, how many
    bytes are there, and how many it has. Files that are there and whole are kept; an interrupted
    download is resumed. ``timeout`` is in seconds, ``retries`` how often a request is sent again.

    Raises ``ValueError`` where no file is of such a format or instance, ``ReleaseFileError`` where
    a file is not what the manifest says or cannot be written, ``ApiError`` where the service has no
    such release, ``UnreachableError`` where none answers.
    """
    transport = Transport(url, timeout=timeout, retries=retries, headers=headers)
    try:
        content = transport.content("/manifest.json")
        manifest = parse_manifest(f"{transport.url}/manifest.json", content)
        files = _selected(manifest, _listed(formats), _listed(instances), worlds)
        if transport.url.endswith("/latest"):
            # A newer release may be the latest one before all files are there.
            transport.close()
            address = transport.url[: -len("latest")] + manifest["release"]
            transport = Transport(address, timeout=timeout, retries=retries, headers=headers)
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for entry in files:
            _File(transport, folder, entry, on_progress).download()
        names = {entry["name"] for entry in files} | names_in(folder, manifest["release"])
        described = Described(manifest, names)
        for name in DESCRIPTIONS:
            (folder / name).write_bytes(described.text_of(name, transport.content(f"/{name}")))
        # The last of all: a folder with a manifest has what was asked for.
        part = folder / "manifest.json.part"
        part.write_bytes(described.manifest(content))
        part.replace(folder / "manifest.json")
        return folder
    finally:
        transport.close()


def _listed(names: Iterable[str] | None) -> list[str] | None:
    if names is None:
        return None
    return [names] if isinstance(names, str) else list(names)


def _assert_known(what: str, asked: list[str] | None, known: Sequence[str]) -> None:
    unknown = sorted(set(asked or ()) - set(known))
    if unknown:
        there = f"; there is {', '.join(known)}" if known else " at all"
        raise ValueError(f"There is no {what} {', '.join(unknown)}{there}.")


def _parts(name: str) -> tuple[str | None, str | None]:
    """What a file is about and its format, None where it is of neither."""
    match = _LANDSCAPES.fullmatch(name) or _TABLE.fullmatch(name) or _MODEL.fullmatch(name)
    return (None, None) if match is None else (match[1], match[2])


def _selected(
    manifest: dict[str, Any],
    formats: list[str] | None,
    instances: list[str] | None,
    worlds: bool = False,
) -> list[dict[str, Any]]:
    parts = [_parts(entry["name"]) for entry in manifest["files"]]
    subjects, kinds = ({part[place] for part in parts} for place in (0, 1))
    ids = [one["id"] for one in manifest["instances"]]
    _assert_known("format", formats, [kind for kind in FORMATS if kind in kinds])
    _assert_known("instance", instances, [id_ for id_ in ids if id_ in subjects])
    files = []
    for entry, (subject, kind) in zip(manifest["files"], parts):
        name = entry["name"]
        # Part of a path, and the manifest may come from anywhere.
        if not _NAME.fullmatch(name):
            raise ReleaseFileError(f"The manifest has a file of the name {name!r}.")
        if name in _LOCAL and formats is not None and _LOCAL[name] not in formats:
            continue
        # The database of an instance has every architecture.
        if name == "architectures.sqlite" and instances is not None:
            continue
        if not worlds and _WORLD.fullmatch(name):
            continue
        if subject is not None:
            if formats is not None and kind not in (*formats, *_OF_MODEL):
                continue
            if instances is not None and subject not in ("architectures", *instances):
                continue
        files.append(entry)
    return files


class _File:
    """One file: complete and checked before it has its name; a part of it is ``NAME.part``."""

    def __init__(
        self,
        transport: Transport,
        folder: Path,
        entry: dict[str, Any],
        on_progress: OnProgress | None,
    ) -> None:
        self._transport = transport
        self._name: str = entry["name"]
        self._size: int = entry["sizeBytes"]
        self._sha256: str = entry["sha256"]
        self._path = folder / self._name
        self._part = folder / f"{self._name}.part"
        self._etag = folder / f"{self._name}.part.etag"
        self._on_progress = on_progress

    def download(self) -> None:
        if self._problem(self._path) is None:
            return
        if self._problem(self._part) is not None:
            if _size(self._part) >= self._size:
                self._forget()
            self._transport.receive(f"/{quote(self._name)}", self._headers, self._receive)
            problem = self._problem(self._part)
            if problem is not None:
                self._forget()
                raise ReleaseFileError(
                    f"{self._transport.url}/{self._name} {problem}: "
                    "it was cut short or altered; download it again."
                )
        self._part.replace(self._path)
        self._forget()

    def _problem(self, path: Path) -> str | None:
        size = _size(path)
        if size != self._size:
            return f"has {size} bytes instead of {self._size}"
        digest = sha256_of(path)
        if digest != self._sha256:
            return f"has the sha256 {digest} instead of {self._sha256}"
        return None

    def _forget(self) -> None:
        for path in (self._part, self._etag):
            path.unlink(missing_ok=True)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
        etag = self._etag.read_text(encoding="latin-1") if self._etag.is_file() else ""
        if etag and _size(self._part) > 0:
            headers["Range"] = f"bytes={_size(self._part)}-"
            headers["If-Range"] = etag
        return headers

    def _receive(
        self, status: int, headers: Mapping[str, str], response: http.client.HTTPResponse
    ) -> None:
        with self._opened(status, headers.get("etag", "")) as file:
            done = file.tell()
            while done <= self._size:  # not more than one chunk too many
                chunk = response.read(_CHUNK)
                if not chunk:
                    break
                with _writing(self._part):
                    file.write(chunk)
                done += len(chunk)
                if self._on_progress is not None:
                    self._on_progress(self._name, min(done, self._size), self._size)
        # Older versions of Python do not tell when a connection broke off between two chunks.
        if response.length and done <= self._size:
            raise http.client.IncompleteRead(b"", response.length)

    def _opened(self, status: int, etag: str) -> BinaryIO:
        with _writing(self._part):
            if status != http.HTTPStatus.PARTIAL_CONTENT:
                self._forget()
                # A weak one does not say that the bytes are the same.
                if etag.startswith('"'):
                    self._etag.write_text(etag, encoding="latin-1")
            return self._part.open("ab", buffering=0)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    # What the disk refuses must not be taken for a connection that failed.
    try:
        yield
    except OSError as error:
        raise ReleaseFileError(f"{path} cannot be written: {error}") from error


def _size(path: Path) -> int:
    # -1 of none, so that it is no empty file either.
    return path.stat().st_size if path.is_file() else -1
