"""A portable seeded generator: the same numbers in every language and on every machine."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Any, TypeVar

_Item = TypeVar("_Item")
_WORD = 0xFFFFFFFF
_MASK = 0xFFFFFFFFFFFFFFFF


class RandomSource:
    """xoroshiro128+ (Blackman and Vigna 2018), of which the low word of each output is used."""

    def __init__(self, seed: int) -> None:
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= _WORD:
            raise ValueError(f"The seed is {seed!r}; it is an integer from 0 to {_WORD}.")
        self._first = (0xFFFFFFFF << 32) | (~seed & _WORD)
        self._second = seed << 32

    def word(self) -> int:
        """An integer from 0 to 2³² - 1."""
        first, second = self._first, self._second
        out = (first + second) & _WORD
        second ^= first
        turned = ((first << 24) | (first >> 40)) & _MASK
        self._first = (turned ^ second ^ (second << 16)) & _MASK
        self._second = ((second << 37) | (second >> 27)) & _MASK
        return out

    def below(self, size: int) -> int:
        """An integer from 0 to size - 1, each equally likely."""
        allowed = 2**32 // size * size if size > 2 else 2**32
        while True:
            value = self.word() ^ 0x80000000
            if value < allowed:
                return value % size

    def chance(self, probability: float) -> bool:
        """True with a probability."""
        return self.word() < probability * 2**32

    def choice(self, items: Sequence[_Item]) -> _Item:
        """One of some items."""
        return items[self.below(len(items))]

    def shuffle(self, items: MutableSequence[Any]) -> None:
        """Puts items into random order (Fisher and Yates)."""
        for at in range(len(items) - 1, 0, -1):
            other = self.below(at + 1)
            items[at], items[other] = items[other], items[at]
