"""What this package raises on purpose."""

from __future__ import annotations

from typing import Any


class EoNasBenchError(Exception):
    """Base of every error of this package."""


class UnreachableError(EoNasBenchError):
    """No answer of the service came back: refused, timed out, or something else answered.

    ``status`` is the HTTP status of what answered instead, 0 where nothing did.
    """

    def __init__(self, detail: str, status: int = 0) -> None:
        super().__init__(detail)
        self.status = status


class ReleaseFileError(EoNasBenchError):
    """A file of a release is missing, cut short, altered or of another format."""


class ApiError(EoNasBenchError):
    """An error with a code of the API; local mode raises the same ones.

    ``detail`` says what happened and how to fix it, ``reason`` why a cell is no architecture,
    ``errors`` which fields of the request are wrong (JSON pointers), ``request_id`` finds the
    request in the log of the service.
    """

    code = "internal"
    status = 500

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        status: int | None = None,
        reason: str | None = None,
        errors: list[dict[str, str]] | None = None,
        request_id: str | None = None,
    ) -> None:
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status
        super().__init__(f"{self.code}: {detail}")
        self.detail = detail
        self.reason = reason
        self.errors = errors or []
        self.request_id = request_id


class RequestInvalidError(ApiError):
    """A wrong type, an unknown field, a value out of range."""

    code, status = "request_invalid", 400


class ArchitectureInvalidError(ApiError, ValueError):
    """The matrix and operations are no NASBench-101 architecture; ``reason`` says why."""

    code, status = "architecture_invalid", 422


class ArchitectureNotFoundError(ApiError):
    """A well-formed hash of no architecture."""

    code, status = "architecture_not_found", 404


class InstanceNotFoundError(ApiError):
    """The release has no such instance."""

    code, status = "instance_not_found", 404


class SurrogateNotFoundError(ApiError):
    """The release has no such surrogate."""

    code, status = "surrogate_not_found", 404


class ReleaseNotFoundError(ApiError):
    """No such release was published."""

    code, status = "release_not_found", 404


class ReleaseFileNotFoundError(ApiError):
    """The release has no such file, or was not exported yet."""

    code, status = "file_not_found", 404


class EpochsNotAvailableError(ApiError):
    """The instance has no such training budget."""

    code, status = "epochs_not_available", 422


class NotEvaluatedError(ApiError):
    """There is no value for this architecture, not so many runs, or no surrogate."""

    code, status = "not_evaluated", 404


class RouteNotFoundError(ApiError):
    """Nothing is at this address."""

    code, status = "route_not_found", 404


class MethodNotAllowedError(ApiError):
    """The address does not have this method."""

    code, status = "method_not_allowed", 405


class RequestTimeoutError(ApiError):
    """The request did not arrive in time."""

    code, status = "request_timeout", 408


class UrlTooLongError(ApiError):
    """The address is too long."""

    code, status = "url_too_long", 414


class UnsupportedMediaTypeError(ApiError):
    """The body is not declared as JSON."""

    code, status = "unsupported_media_type", 415


class RangeNotSatisfiableError(ApiError):
    """The file ends before the range that was asked for."""

    code, status = "range_not_satisfiable", 416


class ExpectationFailedError(ApiError):
    """The Expect header cannot be met."""

    code, status = "expectation_failed", 417


class HeadersTooLargeError(ApiError):
    """There are too many headers, or they are too large."""

    code, status = "headers_too_large", 431


class PayloadTooLargeError(ApiError):
    """The request is larger than the service takes."""

    code, status = "payload_too_large", 413


class RateLimitedError(ApiError):
    """Too many requests, also after waiting as long as the service asked for."""

    code, status = "rate_limited", 429


class UnavailableError(ApiError):
    """The service cannot answer now: it loads, or its database is away."""

    code, status = "unavailable", 503


class InternalError(ApiError):
    """Something went wrong in the service."""

    code, status = "internal", 500


ERRORS: dict[str, type[ApiError]] = {
    error.code: error
    for error in (
        RequestInvalidError,
        ArchitectureInvalidError,
        ArchitectureNotFoundError,
        InstanceNotFoundError,
        SurrogateNotFoundError,
        ReleaseNotFoundError,
        ReleaseFileNotFoundError,
        EpochsNotAvailableError,
        NotEvaluatedError,
        RouteNotFoundError,
        MethodNotAllowedError,
        RequestTimeoutError,
        UrlTooLongError,
        UnsupportedMediaTypeError,
        RangeNotSatisfiableError,
        ExpectationFailedError,
        HeadersTooLargeError,
        PayloadTooLargeError,
        RateLimitedError,
        UnavailableError,
        InternalError,
    )
}


def error_of(fields: dict[str, Any]) -> ApiError:
    """The error that problem details or the error of a batch's item describe."""
    code = str(fields.get("code", "internal"))
    return ERRORS.get(code, ApiError)(
        str(fields.get("detail", "")),
        code=code,
        status=fields.get("status"),
        reason=fields.get("reason"),
        errors=fields.get("errors"),
        request_id=fields.get("instance"),
    )
