"""The surrogate's ONNX file of a release; needs ``pip install eo-nas-bench[onnx]``."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from typing import Any

from ..features import FEATURES_VERSION, features


class OnnxSurrogate:
    """Predicts all measures of any cells, also of cells that you changed."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Opens ``{surrogate}.onnx`` of a release."""
        import onnxruntime

        self._session = onnxruntime.InferenceSession(
            os.fspath(path), providers=["CPUExecutionProvider"]
        )
        about = self._session.get_modelmeta().custom_metadata_map
        if about["featuresVersion"] != str(FEATURES_VERSION):
            raise ValueError(
                f"{path} reads features of version {about['featuresVersion']}; this version of "
                f"eo-nas-bench has {FEATURES_VERSION}."
            )
        #: Training budgets, one a column of the distances.
        self.epochs: list[int] = json.loads(about["budgets"])
        #: Names of the columns of the outputs.
        self.outputs: list[str] = json.loads(about["outputs"])

    def predict(self, architectures: Iterable[Any], nearest: Sequence[int]) -> dict[str, Any]:
        """``mean`` and ``standardDeviation``: arrays of architectures by ``outputs``.

        ``architectures`` are as for ``features``. ``nearest`` is ``nearestMeasured`` of each: the
        graph edits to the nearest cell that the surrogate was trained on, which widens the standard
        deviation. The service keeps 14 and 8 significant bits of these numbers.
        """
        import numpy

        distances = numpy.array(nearest, dtype=numpy.float32).reshape(len(nearest), -1)
        distances = numpy.broadcast_to(distances, (len(nearest), len(self.epochs)))
        given = {"features": features(architectures), "nearestMeasured": distances}
        names = ["mean", "standardDeviation"]
        return dict(zip(names, self._session.run(names, given)))
