"""The cards of the surrogates of a release folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from .errors import ReleaseFileError

Json = dict[str, Any]


class Card(NamedTuple):
    """A surrogate of the release and its card."""

    id: str
    sha256: str
    card: Json


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ReleaseFileError(
            f"{path} cannot be read ({error}); download it, or open a service."
        ) from error


def read_cards(folder: Path) -> dict[str, Card]:
    """Raises ``ReleaseFileError`` where ``instances.json`` or a card is missing or damaged."""
    found = {}
    for listed in _json(folder / "instances.json")["instances"]:
        surrogate = listed["surrogate"]
        if surrogate is not None and surrogate["card"] is not None:
            card = _json(folder / surrogate["card"])
            found[surrogate["id"]] = Card(surrogate["id"], surrogate["sha256"], card)
    return found


def _figures(protocol: Json) -> Json:
    measures = []
    for measured in protocol["measures"]:
        own = next((one for one in measured["models"] if one["model"] == "surrogate"), None)
        pooled = {} if own is None else own["pooled"]
        figures = {
            name: pooled[name]["value"] if name in pooled else None
            for name in ("tau", "rSquared", "coverage80")
        }
        measures.append({"epochs": measured["epochs"], "measure": measured["measure"], **figures})
    return {"by": protocol["by"], "measures": measures}


def summary_of(surrogate: Card) -> Json:
    """What a list of surrogates says of one."""
    card = surrogate.card
    outputs = [
        {name: output[name] for name in ("epochs", "measure", "rows")} for output in card["outputs"]
    ]
    evaluation = card["evaluation"]
    return {
        "id": surrogate.id,
        "instance": card["instance"]["id"],
        "version": card["version"],
        "sha256": surrogate.sha256,
        "sizeBytes": card["model"]["sizeBytes"],
        "epochs": sorted({output["epochs"] for output in outputs}),
        "rows": card["training"]["rows"],
        "outputs": outputs,
        "evaluation": None if evaluation is None else list(map(_figures, evaluation["protocols"])),
    }
