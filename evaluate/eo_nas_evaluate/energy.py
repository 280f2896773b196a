"""Energy by RAPL, where the machine tells it; never an estimate."""

from __future__ import annotations

from pathlib import Path

RAPL = Path("/sys/class/powercap")
_MICROJOULES_PER_KWH = 3.6e12


class EnergyMeter:
    """Energy of the processor packages since this meter was made.

    RAPL counts the whole package and so every other program: measure on a quiet machine.
    The counters wrap after some hours at most; a wrap is seen once between two looks.
    """

    def __init__(self, folder: Path = RAPL) -> None:
        self._zones = [
            zone
            for zone in sorted(folder.glob("intel-rapl:*"))
            if _is_package(zone) and _read(zone / "energy_uj") is not None
        ]
        self._start = [_read(zone / "energy_uj") for zone in self._zones]

    def kilowatt_hours(self) -> float | None:
        """None where the machine tells nothing, which most let only root read."""
        if not self._zones:
            return None
        total = 0
        for zone, start in zip(self._zones, self._start, strict=True):
            end = _read(zone / "energy_uj")
            if start is None or end is None:
                return None
            wrap = _read(zone / "max_energy_range_uj")
            if end < start and wrap is None:
                return None
            total += end - start if end >= start else end - start + (wrap or 0)
        return total / _MICROJOULES_PER_KWH


def _is_package(zone: Path) -> bool:
    # A laptop's zone "psys" is the whole platform, packages included.
    try:
        return (zone / "name").read_text().startswith("package")
    except OSError:
        return False


def _read(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None
