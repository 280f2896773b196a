"""The neighbours of every architecture by one edit, in a file of a release."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

from .errors import ReleaseFileError
from .space import ARCHITECTURE_COUNT

#: Name of the file in a release.
GRAPH_NAME = "graph-edit-1.bin"

# "EOGN", the version of the layout, the architectures, the neighbours, the operator, and 16 bytes
# of MD5 from word 8. The offsets and the neighbours follow. All are little-endian 32-bit words.
_MAGIC = int.from_bytes(b"EOGN", "little")
_VERSION, _OPERATOR = 1, 0
_HEADER_WORDS = 12
_FIRST = _HEADER_WORDS + ARCHITECTURE_COUNT + 1


class NeighbourGraph:
    """Reads neighbours from the file; it is mapped, so that threads and forks may share it."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise ReleaseFileError(
                f"{path} cannot be read ({error}). Neighbours need this file of the release: "
                "download it, or export the release with its landscapes."
            ) from error
        words = len(self._map) // 4
        header = self._words(0, 5) if words >= _FIRST else ()
        if header[:3] + header[4:] != (_MAGIC, _VERSION, ARCHITECTURE_COUNT, _OPERATOR):
            self.close()
            raise ReleaseFileError(f"{path} is no graph of neighbours; download it again.")
        if words < _FIRST + header[3]:
            self.close()
            raise ReleaseFileError(f"{path} was cut short; download it again.")

    def close(self) -> None:
        self._map.close()

    def _words(self, first: int, count: int) -> tuple[int, ...]:
        return struct.unpack_from(f"<{count}I", self._map, 4 * first)

    def neighbours(self, architecture_id: int) -> tuple[int, ...]:
        """Architecture ids one edit away, ascending."""
        start, end = self._words(_HEADER_WORDS + architecture_id, 2)
        return self._words(_FIRST + start, end - start)
