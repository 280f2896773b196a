"""The name that was probably meant: the same suggestion as the service's."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LENGTH_MOST = 80


def _words(name: str) -> list[str]:
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name).lower()
    return [word for word in re.split(r"[^a-z0-9]+", spaced) if word]


def _edits(one: str, other: str) -> int:
    """Levenshtein distance."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for at, their in enumerate(other, 1):
            now.append(min(before[at - 1] + (letter != their), before[at] + 1, now[-1] + 1))
        before = now
    return before[-1]


def nearest_name(given: str, known: Sequence[str]) -> str | None:
    """The known name with the fewest edits.

    These are at most a third of its letters, or it has all of the two or more words given. Else the
    only one that begins with the given one. The order of words and their case do not count.
    """
    words = _words(given)
    plain = "".join(words)
    if not plain or len(given) > _LENGTH_MOST:
        return None
    nearest: str | None = None
    fewest = _LENGTH_MOST
    for name in known:
        own = _words(name)
        in_order = _edits(plain, "".join(own))
        edits = min(in_order, _edits("".join(sorted(words)), "".join(sorted(own))))
        has_all = len(words) > 1 and all(word in own for word in words)
        if edits < fewest and (has_all or edits <= max(1, len(name) // 3)):
            nearest, fewest = name, edits
    longer = [name for name in known if "".join(_words(name)).startswith(plain)]
    return nearest or (longer[0] if len(longer) == 1 else None)


def did_you_mean(given: str, known: Sequence[str]) -> str:
    """`` Did you mean latencyMs?``; empty where no name is near."""
    nearest = nearest_name(given, known)
    return "" if nearest is None else f" Did you mean {nearest}?"
