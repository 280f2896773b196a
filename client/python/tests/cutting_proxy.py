"""Passes requests on to a service and can break off an answer in its middle, as a network does."""

from __future__ import annotations

import http.server
import threading
import urllib.error
import urllib.request

PASSED_ON = ("Range", "If-Range")


class CuttingProxy:
    """``passed`` has the file, range, status and bytes of each answer; ``cuts`` are to come."""

    def __init__(self, target: str) -> None:
        proxy = self
        self.passed: list[dict] = []
        self.cuts: dict[str, list[int]] = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                name = self.path.rsplit("/", 1)[-1]
                given = {one: self.headers[one] for one in PASSED_ON if one in self.headers}
                one = {"file": name, "bytes": 0, **given}
                proxy.passed.append(one)
                request = urllib.request.Request(target + self.path, headers=given)
                try:
                    answer = urllib.request.urlopen(request)
                except urllib.error.HTTPError as error:
                    answer = error
                with answer:
                    one["status"] = answer.status
                    self.send_response(answer.status)
                    for header in ("content-type", "content-length", "content-range", "etag"):
                        if header in answer.headers:
                            self.send_header(header, answer.headers[header])
                    self.end_headers()
                    cuts = proxy.cuts.get(name)
                    most = cuts.pop(0) if cuts else float("inf")
                    while one["bytes"] < most:
                        chunk = answer.read(int(min(1 << 16, most - one["bytes"])))
                        if not chunk:
                            return
                        self.wfile.write(chunk)
                        one["bytes"] += len(chunk)
                    self.close_connection = True

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
