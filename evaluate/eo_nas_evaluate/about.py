"""What a person has to say about an instance, which no measurement tells."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

from .errors import EvaluateError


@dataclass(frozen=True)
class About:
    #: Identity in the service: lower-case letters, digits and hyphens.
    id: str
    title: str
    dataset: str
    sensor: str
    citation: str
    #: Of the measured table, for example "CC BY 4.0".
    licence: str
    #: Added to the protocol that ``collect`` writes: traps of the data.
    notes: str = ""
    attribution: str = ""
    url: str = ""


def read_about(path: Path) -> About:
    """Raises EvaluateError naming what is missing or unknown."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluateError(f"{path} cannot be read: {error}") from error
    names = {field.name for field in fields(About)}
    needed = {field.name for field in fields(About) if field.default != ""}
    if not isinstance(written, dict) or not needed <= written.keys() <= names:
        raise EvaluateError(
            f"{path} must be a JSON object with {', '.join(sorted(needed))} and optionally "
            f"{', '.join(sorted(names - needed))}."
        )
    wrong = [name for name, value in written.items() if not isinstance(value, str)]
    if wrong:
        raise EvaluateError(f"{path}: {', '.join(wrong)} must be text.")
    return About(**written)
