"""What a folder of a release says of its files: it lists those that it has."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from .errors import ReleaseFileError
from .release_folder import parse_manifest

#: Names of what describes the files, and is not in their manifest.
DESCRIPTIONS = ("README.md", "croissant.json")
_FENCE = "```"
_ARCHITECTURES = "architectures.parquet"


def names_in(folder: Path, release: str) -> set[str]:
    """Names of the files that an earlier download of the same release left."""
    path = folder / "manifest.json"
    try:
        manifest = parse_manifest(str(path), path.read_bytes())
    except (OSError, ReleaseFileError):
        return set()
    return {one["name"] for one in manifest["files"]} if manifest["release"] == release else set()


class Described:
    """The descriptions of a release, without the files that are not in ``names``."""

    def __init__(self, manifest: dict[str, Any], names: Collection[str]) -> None:
        self._names = names
        files = [one for one in manifest["files"] if one["name"] in names]
        instances = [one for one in manifest["instances"] if self._has(one["id"])]
        self._complete = len(files) == len(manifest["files"])
        self._manifest = {**manifest, "instances": instances, "files": files}
        self._missing = [one["name"] for one in manifest["files"] if one["name"] not in names]
        left_out = [one["id"] for one in manifest["instances"] if one not in instances]
        self._missing += [f"- `{id_}`" for id_ in left_out]

    def _has(self, instance: str) -> bool:
        return any(name.startswith(f"{instance}.") for name in self._names)

    def manifest(self, content: bytes) -> bytes:
        """The manifest of the folder; the very bytes of the release where all is there."""
        return content if self._complete else _written(self._manifest)

    def text_of(self, name: str, content: bytes) -> bytes:
        """A description as it is true of the folder."""
        if name == "README.md":
            return self._readme(content.decode()).encode()
        return self._croissant(json.loads(content))

    def _readme(self, text: str) -> str:
        parts: list[str] = []
        example: list[str] | None = None
        for line in text.split("\n"):
            if example is None:
                if line.startswith(_FENCE):
                    example = [line]
                else:
                    parts.append(line)
                continue
            example.append(line)
            if line == _FENCE:
                parts.append("\n".join(example))
                example = None
        return "\n".join(part for part in parts if not self._names_missing(part))

    def _names_missing(self, part: str) -> bool:
        # A name can be the end of another one.
        return any(re.search(rf"(?<![\w.-]){re.escape(name)}", part) for name in self._missing)

    def _croissant(self, croissant: dict[str, Any]) -> bytes:
        distribution = [
            {**one, "contentUrl": one["name"]}
            for one in croissant["distribution"]
            if one["name"] in self._names
        ]
        sets = [
            one
            for one in croissant["recordSet"]
            if one["field"][0]["source"]["fileObject"]["@id"] in self._names
        ]
        if _ARCHITECTURES not in self._names:
            for field in (field for one in sets for field in one["field"]):
                field.pop("references", None)
        return _written({**croissant, "distribution": distribution, "recordSet": sets})


def _written(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
