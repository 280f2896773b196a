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
    "download_release",
]
__version__ = "0.1.0"
