"""Architectures as a caller may write them, and as a request has them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from .cell import parse_cell
from .errors import ArchitectureInvalidError, RequestInvalidError
from .module_hash import module_hash

#: What a request has: ``{"hash"}``, or ``{"matrix", "operations"}``.
Reference = dict[str, Any]

_HASH = re.compile(r"[0-9a-fA-F]{32}\Z")
_EXPECTED = 'Give either {"hash": "…"} or {"matrix": [[…]], "operations": ["input", …, "output"]}'


def plain(value: Any) -> Any:
    """Lists and numbers of Python in place of arrays and numbers of numpy, at any depth."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [one if type(one) is int or type(one) is str else plain(one) for one in value]
    return value


def whole(value: Any) -> Any:
    """``plain``, and an integer in place of a whole float, as columns of pandas have them."""
    value = plain(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def reference_of(architecture: Any) -> Any:
    """The request's form of an architecture.

    Takes a module hash, a pair of matrix and operations, a spec with ``original_matrix`` and
    ``original_ops``, or the request's form itself; numpy arrays are taken too. What is none of
    these is passed on, so that the answer to it is an error of its own.
    """
    if isinstance(architecture, str):
        return {"hash": architecture}
    if isinstance(architecture, dict):
        return {key: plain(value) for key, value in architecture.items()}
    if hasattr(architecture, "original_matrix"):
        matrix, operations = architecture.original_matrix, architecture.original_ops
        return {"matrix": plain(matrix), "operations": plain(operations)}
    if isinstance(architecture, (list, tuple)) and len(architecture) == 2:
        matrix, operations = architecture
        return {"matrix": plain(matrix), "operations": plain(operations)}
    return architecture


class Located(NamedTuple):
    """A module hash in lower case, and whether the matrix was pruned to get it."""

    hash: str
    pruned: bool


def _is_matrix(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, list)
        and all(isinstance(entry, (int, float)) and not isinstance(entry, bool) for entry in row)
        for row in value
    )


def _is_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def locate(reference: Any) -> Located:
    """Checks a reference; raises ``RequestInvalidError`` or ``ArchitectureInvalidError``."""
    if not isinstance(reference, dict):
        raise RequestInvalidError(f"This item is not an object. {_EXPECTED}.")
    unknown: list[str] = [key for key in reference if key not in ("hash", "matrix", "operations")]
    if unknown:
        raise RequestInvalidError(f'Unknown field "{unknown[0]}". {_EXPECTED}.')
    if "hash" in reference and len(reference) > 1:
        raise RequestInvalidError(f"This item has both a hash and a matrix. {_EXPECTED}.")
    if "hash" in reference:
        digest = reference["hash"]
        if not isinstance(digest, str):
            raise RequestInvalidError(f"hash is not a string. {_EXPECTED}.")
        if not _HASH.match(digest):
            raise RequestInvalidError(f'hash is not 32 hexadecimal digits: "{digest}"')
        return Located(digest.lower(), False)
    if not _is_matrix(reference.get("matrix")):
        raise RequestInvalidError(f"matrix is not an array of arrays of numbers. {_EXPECTED}.")
    if not _is_strings(reference.get("operations")):
        raise RequestInvalidError(f"operations is not an array of strings. {_EXPECTED}.")
    cell, pruned = parse_cell(reference["matrix"], reference["operations"])
    return Located(module_hash(cell), pruned)


def item_error(error: Any) -> dict[str, Any]:
    """The error of one item of a batch, as the service answers it."""
    fields = {"code": error.code, "detail": error.detail}
    if isinstance(error, ArchitectureInvalidError) and error.reason is not None:
        fields["reason"] = error.reason
    return {"error": fields}
