"""Waiting for a service that is still preparing what it is asked for."""

from __future__ import annotations

import logging
from typing import Any, Callable

_LOG = logging.getLogger("eo_nas_bench")
_PAUSE_S = 5.0
_LOG_EVERY_S = 10.0


class Waiting:
    """Waits for one call, at most ``most_s`` seconds in all, and logs what it waits for."""

    def __init__(self, most_s: float, sleep: Callable[[float], None]) -> None:
        self._most_s = most_s
        self._sleep = sleep
        self._waited_s = 0.0
        self._logged_at_s: float | None = None

    def wait(self, problem: Any, asked_s: float | None) -> bool:
        """Whether to ask again: true after a pause, false for another error or too late."""
        if not _is_preparing(problem):
            return False
        pause = _PAUSE_S if asked_s is None else asked_s
        if self._waited_s + pause > self._most_s:
            return False
        self._log(str(problem.get("detail", "")))
        self._sleep(pause)
        self._waited_s += pause
        return True

    def _log(self, detail: str) -> None:
        last = self._logged_at_s
        if last is not None and self._waited_s - last < _LOG_EVERY_S:
            return
        self._logged_at_s = self._waited_s
        left = round(self._most_s - self._waited_s)
        _LOG.warning("The service is not ready: %s Waiting for at most %d s more.", detail, left)


def _is_preparing(problem: Any) -> bool:
    # Without a progress nobody knows whether it ends: the database may be away.
    return (
        isinstance(problem, dict)
        and problem.get("code") == "unavailable"
        and problem.get("progress") is not None
    )
