"""Claims: which worker trains what, on a folder that many machines may share.

A claim is a file ``KEY.GENERATION`` that is created exclusively. It is never removed or renamed.
The claim of a dead worker is retaken by creating the next generation, which only one worker can.
The highest generation is the owner.
"""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from .plan import Key

#: A claim of another machine is stale when its file was not touched for so many seconds.
LEASE_SECONDS = 900.0
_HEARTBEAT_SECONDS = 60.0


def _process_start(pid: int) -> str | None:
    # Field 22 of the kernel's stat line: tells a process from a later one with the same number.
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()[19]


def _machine_identity() -> str | None:
    # Same boot and same process numbers: only then does a look at /proc tell who lives.
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{socket.gethostname()} {boot} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return None


@dataclass
class Claims:
    """Claims of one worker. ``take`` a key before training, check ``holds`` before writing."""

    folder: Path
    lease_seconds: float = LEASE_SECONDS
    worker: str = field(
        default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}"
    )
    _machine: str | None = field(default_factory=_machine_identity)
    _held: Path | None = None
    _stop: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def start_heartbeat(self) -> None:
        """Touches the held claim every minute, from a thread that ends with the process."""
        Thread(target=self._beat, daemon=True).start()

    def stop_heartbeat(self) -> None:
        self._stop.set()

    def _beat(self) -> None:
        while not self._stop.wait(min(_HEARTBEAT_SECONDS, self.lease_seconds / 4)):
            held = self._held
            if held is not None:
                with suppress(OSError):
                    os.utime(held)

    def generations(self) -> dict[str, int]:
        """Highest generation of each claimed key, in one look at the folder."""
        highest: dict[str, int] = {}
        for name in os.listdir(self.folder):
            stem, _, generation = name.rpartition(".")
            if generation.isdigit():
                highest[stem] = max(highest.get(stem, 0), int(generation))
        return highest

    def take(self, key: Key, generations: dict[str, int] | None = None) -> bool:
        """Whether the key is now this worker's: it was free, or its worker is dead."""
        name = claim_name(key)
        known = self.generations() if generations is None else generations
        generation = known.get(name, 0)
        if generation > 0 and not self._is_stale(self.folder / f"{name}.{generation}"):
            return False
        path = self.folder / f"{name}.{generation + 1}"
        # Written under another name first, so that no reader ever meets a claim without its owner.
        draft = self.folder / f"draft-{self.worker}"
        draft.write_text(json.dumps(self._owner()))
        try:
            os.link(draft, path)
        except FileExistsError:
            return False
        finally:
            draft.unlink()
        self._held = path
        return True

    def holds(self) -> bool:
        """Whether the claim taken last is still this worker's."""
        if self._held is None:
            return False
        stem, _, generation = self._held.name.rpartition(".")
        return not (self.folder / f"{stem}.{int(generation) + 1}").exists()

    def _owner(self) -> dict[str, Any]:
        pid = os.getpid()
        return {
            "worker": self.worker,
            "machine": self._machine,
            "pid": pid,
            "start": _process_start(pid),
        }

    def _is_stale(self, path: Path) -> bool:
        try:
            touched = path.stat().st_mtime
            owner = json.loads(path.read_text())
        except OSError:
            return False
        except ValueError:
            # A power cut can leave an empty file; its age alone decides.
            owner = {"machine": None}
        if self._machine is not None and owner["machine"] == self._machine:
            # A process that is paused lives, however long ago it touched its claim.
            return bool(_process_start(owner["pid"]) != owner["start"])
        return self._now() - touched > self.lease_seconds

    def _now(self) -> float:
        # By the clock that stamps the files, which may not be this machine's.
        probe = self.folder / f"clock-{self.worker}"
        try:
            probe.write_bytes(b"")
            return probe.stat().st_mtime
        except OSError:
            return time.time()
        finally:
            probe.unlink(missing_ok=True)


def claim_name(key: Key) -> str:
    return f"{key.hash}-{key.epochs}-{key.run}"
