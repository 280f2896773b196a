"""Conditions of listings, fronts and statistics: ``latencyMs<=12``."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import NamedTuple, Union

from .errors import RequestInvalidError
from .nearest_name import did_you_mean
from .references import plain

OPERATORS = ("<=", ">=", "<", ">", "=", "!=")
SOURCES = ("tabular", "surrogate")
CONDITIONS_MOST = 32

_LENGTH_MOST = 120
_PARTS = re.compile(r"([^<>=!]*)([<>=!]+)(.*)\Z", re.DOTALL)
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?\Z", re.IGNORECASE)
# What is too small for a float becomes zero, which is another number.
_NOT_ZERO = re.compile(r"[^eE]*[1-9]")
_SHORT = re.compile(r"(train|validation|test)Accuracy\Z")
_OTHER_OPERATORS = {"==": "=", "===": "=", "=<": "<=", "=>": ">=", "<>": "!=", "!==": "!="}
_EXAMPLE = "Write a name, an operator and a number, for example latencyMs<=12."


class Condition(NamedTuple):
    """A comparison of one number of an answer: ``Condition("latencyMs", "<=", 12)``.

    ``source`` is compared with ``=`` or ``!=`` to ``"tabular"`` or ``"surrogate"``. A value that is
    missing meets no condition.
    """

    name: str
    operator: str
    value: float | str

    def __str__(self) -> str:
        return f"{self.name}{self.operator}{plain(self.value)}"


#: One condition or several, which all must hold.
Where = Union[str, Condition, Sequence[Union[str, Condition]]]


def full_key(key: str) -> str:
    """``validationOverallAccuracy`` of its short form ``validationAccuracy``."""
    return _SHORT.sub(r"\1OverallAccuracy", key)


def texts_of(where: Where) -> list[str]:
    """Each condition as a text, as a request has them."""
    one = isinstance(where, (str, Condition))
    return [str(condition) for condition in ([where] if one else where)]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _read(text: str) -> Condition | str:
    """The condition, or what is wrong with the text."""
    if len(text) > _LENGTH_MOST:
        return f"A condition has at most {_LENGTH_MOST} characters."
    parts = _PARTS.match(text)
    if parts is None:
        return f"{_quoted(text)} has no operator. {_EXAMPLE}"
    name, operator, value = parts[1].strip(), parts[2], parts[3].strip()
    if operator not in OPERATORS:
        meant = _OTHER_OPERATORS.get(operator)
        hint = "" if meant is None else f" Did you mean {meant}?"
        return f"There is no operator {operator}; there are {', '.join(OPERATORS)}.{hint}"
    if not name:
        return f"{_quoted(text)} has no name. {_EXAMPLE}"
    if name == "source":
        if value not in SOURCES:
            hint = did_you_mean(value, SOURCES)
            return f"source is {' or '.join(SOURCES)}, not {_quoted(value)}.{hint}"
        if operator not in ("=", "!="):
            return f"source has no order: compare it with = or !=, not with {operator}."
        return Condition(name, operator, value)
    number = float(value) if _DECIMAL.match(value) else math.nan
    if number == 0 and _NOT_ZERO.match(value):
        return f"{value} is too small for a number; write 0, or a larger number."
    if not math.isfinite(number):
        return f"{_quoted(value)} is not a number. {_EXAMPLE}"
    return Condition(full_key(name), operator, number)


def conditions_of(texts: Sequence[str]) -> list[Condition]:
    """Reads conditions; raises ``RequestInvalidError`` that points to the wrong one."""
    if len(texts) > CONDITIONS_MOST:
        detail = f"There are {len(texts)} conditions; {CONDITIONS_MOST} are allowed."
        raise RequestInvalidError(detail, errors=[{"pointer": "/where", "detail": detail}])
    conditions = []
    for place, text in enumerate(texts):
        read = _read(text)
        if isinstance(read, str):
            raise RequestInvalidError(
                f"/where/{place}: {read}", errors=[{"pointer": f"/where/{place}", "detail": read}]
            )
        conditions.append(read)
    return conditions
