"""Requests to a service: kept-alive connections, time-outs, retries, typed errors."""

from __future__ import annotations

import email.utils
import gzip
import http.client
import json
import random
import socket
import threading
import time
import zlib
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from .errors import EoNasBenchError, UnreachableError, error_of
from .waiting import Waiting

_SUCCESS = (200, 206)
_AGAIN = (429, 502, 503, 504)
_REDIRECTS = (301, 302, 307, 308)
_BACKOFF_S = 0.25
_WAIT_MOST_S = 60.0

Answer = tuple[int, Mapping[str, str], bytes]
Receive = Callable[[int, Mapping[str, str], http.client.HTTPResponse], None]


class _Request(NamedTuple):
    method: str
    path: str
    body: bytes | None = None
    headers: Callable[[], Mapping[str, str]] = dict
    receive: Receive | None = None


def retry_after_s(value: str | None, now: float) -> float | None:
    """Seconds that a Retry-After header asks to wait for: a number, or a date."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now)
    except (TypeError, ValueError):
        return None


class Transport:
    """Sends JSON and reads JSON; may be used by several threads, each has a connection."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 60.0,
        retries: int = 5,
        wait: float = 300.0,
        headers: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EoNasBenchError(f"{url!r} is no http or https address.")
        self._timeout = timeout
        self._retries = retries
        self._wait_s = wait
        self._sleep = sleep
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "eo-nas-bench-python",
            **(headers or {}),
        }
        self._local = threading.local()

    def waiting(self) -> Waiting:
        """What waits during one call."""
        return Waiting(self._wait_s, self._sleep)

    def close(self) -> None:
        """Closes the connection of this thread."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """``query`` without what is None; a list is given item by item."""
        given = [
            (key, _text(one))
            for key, value in (query or {}).items()
            for one in (value if isinstance(value, list) else [value])
            if one is not None
        ]
        return self._ask("GET", f"{path}?{urlencode(given)}" if given else path, None)

    def post(self, path: str, body: Any) -> Any:
        sent = json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
        return self._ask("POST", path, sent)

    def content(self, path: str) -> bytes:
        """The body as it is."""
        return self._again(_Request("GET", path))

    def receive(
        self, path: str, headers: Callable[[], Mapping[str, str]], receive: Receive
    ) -> None:
        """Hands an answer to ``receive``, which reads its body; again where that breaks off.

        ``headers`` are asked for before each request.
        """
        self._again(_Request("GET", path, None, headers, receive))

    def _ask(self, method: str, path: str, body: bytes | None) -> Any:
        return _json(self._again(_Request(method, path, body)), 200, self.url)

    def _again(self, request: _Request) -> bytes:
        # Every request only reads, so each may be sent again.
        attempt = 0
        waiting = self.waiting()
        while True:
            last = attempt >= self._retries
            try:
                status, headers, content = self._send(request)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if last:
                    raise UnreachableError(
                        f"{self.url} does not answer: {error or type(error).__name__}"
                    ) from error
                self._wait(attempt, None)
            else:
                if status in _SUCCESS:
                    return content
                asked_s = retry_after_s(headers.get("retry-after"), time.time())
                if waiting.wait(_problem(headers, content), asked_s):
                    continue
                if status not in _AGAIN or last:
                    raise self._failure(status, headers, content)
                self._wait(attempt, asked_s)
            attempt += 1

    def _wait(self, attempt: int, asked_s: float | None) -> None:
        # Random, so that many clients that were refused together do not come back together.
        backoff = random.uniform(0.5, 1.0) * _BACKOFF_S * 2**attempt
        self._sleep(min(_WAIT_MOST_S, backoff if asked_s is None else asked_s + backoff / 4))

    def _failure(self, status: int, headers: Mapping[str, str], content: bytes) -> EoNasBenchError:
        if status in _REDIRECTS and "location" in headers:
            return UnreachableError(f"{self.url} has moved: use {headers['location']}", status)
        if headers.get("content-type", "").startswith("application/problem+json"):
            problem = _json(content, status, self.url)
            if isinstance(problem, dict) and "code" in problem:
                return error_of(problem)
        return UnreachableError(
            f"{self.url} answers HTTP {status} and is no EO NAS-Bench service.", status
        )

    def _send(self, request: _Request) -> Answer:
        kept = getattr(self._local, "connection", None)
        if kept is not None:
            try:
                return self._exchange(kept, request)
            except (http.client.RemoteDisconnected, ConnectionError, http.client.BadStatusLine):
                self.close()  # the service had closed the idle connection
        self._local.connection, self._local.prefix = self._connect()
        return self._exchange(self._local.connection, request)

    def _connect(self) -> tuple[http.client.HTTPConnection, str]:
        parts = urlsplit(self.url)
        host, secure = str(parts.hostname), parts.scheme == "https"
        proxy = None if proxy_bypass(host) else getproxies().get(parts.scheme)
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        if proxy is None:
            return kind(host, parts.port, timeout=self._timeout), parts.path
        via = urlsplit(proxy if "//" in proxy else f"//{proxy}")
        connection = kind(str(via.hostname), via.port, timeout=self._timeout)
        if secure:
            connection.set_tunnel(host, parts.port)
            return connection, parts.path
        return connection, self.url

    def _exchange(self, connection: http.client.HTTPConnection, request: _Request) -> Answer:
        headers: dict[str, str] = {**self._headers, **request.headers()}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        if connection.sock is None:
            connection.connect()
            _send_at_once(connection)
        path = self._local.prefix + request.path
        connection.request(request.method, path, body=request.body, headers=headers)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        if request.receive is not None and response.status in _SUCCESS:
            request.receive(response.status, found, response)
            return response.status, found, b""
        content = response.read()
        if found.get("content-encoding", "").lower() == "gzip":
            try:
                content = gzip.decompress(content)
            except (OSError, EOFError, zlib.error) as error:
                raise http.client.HTTPException(f"a damaged answer ({error})") from error
        return response.status, found, content


def _send_at_once(connection: http.client.HTTPConnection) -> None:
    # A body in a packet of its own must not wait for the header's acknowledgement.
    if connection.sock is not None:
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _problem(headers: Mapping[str, str], content: bytes) -> Any:
    if not headers.get("content-type", "").startswith("application/problem+json"):
        return None
    try:
        return json.loads(content)
    except ValueError:
        return None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _json(content: bytes, status: int, url: str) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise UnreachableError(
            f"{url} answers HTTP {status} with something that is no JSON.", status
        ) from error
