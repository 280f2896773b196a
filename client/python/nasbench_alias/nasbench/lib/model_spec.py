"""``nasbench.lib.model_spec``."""

from eo_nas_bench.model_spec import ModelSpec

__all__ = ["ModelSpec"]
