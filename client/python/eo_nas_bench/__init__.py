"""EO NAS-Bench: fitness of NASBench-101 cells on Earth-observation tasks, hosted or offline."""

from .client import Client
from .condition import Condition
from .download import download_release
from .errors import (
    ApiError,
    ArchitectureInvalidError,
    ArchitectureNotFoundError,
    EoNasBenchError,
    EpochsNotAvailableError,
    InstanceNotFoundError,
    InternalError,
    NotEvaluatedError,
    PayloadTooLargeError,
    RateLimitedError,
    ReleaseFileError,
    ReleaseFileNotFoundError,
    ReleaseNotFoundError,
    RequestInvalidError,
    SurrogateNotFoundError,
    UnavailableError,
    UnreachableError,
)
from .fitness_values import deviation_values, measure, measure_values
from .frames import to_dataframe

__all__ = [
    "ApiError",
    "ArchitectureInvalidError",
    "ArchitectureNotFoundError",
    "Client",
    "Condition",
    "EoNasBenchError",
    "EpochsNotAvailableError",
    "InstanceNotFoundError",
    "InternalError",
    "NotEvaluatedError",
    "PayloadTooLargeError",
    "RateLimitedError",
    "ReleaseFileError",
    "ReleaseFileNotFoundError",
    "ReleaseNotFoundError",
    "RequestInvalidError",
    "SurrogateNotFoundError",
    "UnavailableError",
    "UnreachableError",
    "deviation_values",
    "download_release",
    "measure",
    "measure_values",
    "to_dataframe",
]
__version__ = "0.1.0"
