"""Requests survive what happens between a client and a service."""

import gzip
import http.server
import json
import threading
import unittest
from email.utils import formatdate
from unittest import mock

import eo_nas_bench
from eo_nas_bench.remote import RemoteBackend
from eo_nas_bench.transport import Transport, retry_after_s

PROBLEM = "application/problem+json"


class Transports(unittest.TestCase):
    """A server of canned answers: (status, headers, body) in order, the last one for ever."""

    def setUp(self):
        test = self
        self.answers = []
        self.requests = []
        self.connections = 0
        self.close_after = False

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                test.connections += 1
                super().setup()

            def answer(self):
                length = int(self.headers.get("content-length", 0))
                test.requests.append((self.command, self.path, self.rfile.read(length)))
                answers = test.answers
                status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
                content = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                headers = {"content-type": "application/json", **headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                self.close_connection = test.close_after

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = f"http://127.0.0.1:{self.server.server_port}/prefix"
        self.waited = []

    def transport(self, **options):
        transport = Transport(self.url, sleep=self.waited.append, **options)
        self.addCleanup(transport.close)
        return transport

    def failure(self, kind, **options):
        with self.assertRaises(kind) as failed:
            self.transport(**options).get("/v1/x")
        return failed.exception

    def test_one_connection_carries_many_requests(self):
        self.answers = [(200, {}, {"a": 1})]
        transport = self.transport()
        for _ in range(5):
            self.assertEqual(transport.get("/v1/x", {"q": "ä b", "n": None, "t": True}), {"a": 1})
        self.assertEqual(transport.post("/v1/y", {"b": [1]}), {"a": 1})
        self.assertEqual(self.connections, 1)
        self.assertEqual(self.requests[0][:2], ("GET", "/prefix/v1/x?q=%C3%A4+b&t=true"))
        self.assertEqual(self.requests[-1], ("POST", "/prefix/v1/y", b'{"b":[1]}'))

    def test_a_connection_that_the_service_closed_meanwhile_is_opened_again(self):
        self.answers = [(200, {}, {})]
        self.close_after = True
        transport = self.transport(retries=0)
        for _ in range(3):
            transport.get("/v1/x")
        self.assertEqual((self.connections, self.waited), (3, []))

    def test_a_compressed_answer_is_read(self):
        packed = gzip.compress(b'{"a": [1.5]}')
        self.answers = [(200, {"content-encoding": "gzip"}, packed)]
        self.assertEqual(self.transport().get("/v1/x"), {"a": [1.5]})

    def test_what_is_refused_for_now_is_asked_again_after_as_long_as_it_says(self):
        refused = {"code": "rate_limited", "detail": "slow down", "status": 429}
        self.answers = [
            (429, {"content-type": PROBLEM, "retry-after": "3"}, refused),
            (503, {"content-type": PROBLEM}, {**refused, "code": "unavailable", "status": 503}),
            (200, {}, {"a": 1}),
        ]
        self.assertEqual(self.transport().get("/v1/x"), {"a": 1})
        first, second = self.waited
        self.assertTrue(3 <= first < 3.1)
        self.assertTrue(0 < second <= 0.5)

    def test_it_gives_up_after_its_retries_with_the_error_of_the_service(self):
        body = {"code": "rate_limited", "detail": "slow down", "status": 429, "instance": "r-1"}
        self.answers = [(429, {"content-type": PROBLEM}, body)]
        error = self.failure(eo_nas_bench.RateLimitedError, retries=3)
        self.assertEqual((error.status, error.detail, error.request_id), (429, "slow down", "r-1"))
        self.assertEqual((len(self.requests), len(self.waited)), (4, 3))
        self.assertLessEqual(self.waited[0], 0.25)
        self.assertGreaterEqual(self.waited[2], 0.5)

    def preparing(self, progress):
        detail = f"Predictions of x are being computed: {round(100 * progress)} %."
        body = {"code": "unavailable", "detail": detail, "status": 503, "progress": progress}
        return (503, {"content-type": PROBLEM, "retry-after": "5"}, body)

    def test_a_service_that_computes_its_predictions_is_waited_for_with_a_message(self):
        self.answers = [*(self.preparing(at / 10) for at in range(10)), (200, {}, {"a": 1})]
        with self.assertLogs("eo_nas_bench", "WARNING") as logged:
            self.assertEqual(self.transport(retries=0).get("/v1/x"), {"a": 1})
        self.assertEqual(self.waited, [5.0] * 10)
        self.assertEqual(len(logged.output), 5)
        self.assertIn("being computed: 0 %. Waiting for at most 300 s more.", logged.output[0])
        self.assertIn("being computed: 80 %. Waiting for at most 260 s more.", logged.output[4])

    def test_it_waits_no_longer_than_it_is_told(self):
        self.answers = [self.preparing(0.5)]
        with self.assertLogs("eo_nas_bench", "WARNING"):
            error = self.failure(eo_nas_bench.UnavailableError, retries=0, wait=12)
        self.assertEqual((self.waited, error.status), ([5.0, 5.0], 503))
        self.waited.clear()
        with (
            self.assertNoLogs("eo_nas_bench") if hasattr(self, "assertNoLogs") else mock.MagicMock()
        ):
            self.failure(eo_nas_bench.UnavailableError, retries=0, wait=0)
        self.assertEqual(self.waited, [])

    def test_a_batch_with_items_that_are_being_computed_is_asked_again_as_a_whole(self):
        _, _, preparing = self.preparing(0.4)
        item = {"error": {name: preparing[name] for name in ("code", "detail", "progress")}}
        done = {"release": "r2", "results": [{"hash": "0" * 32}]}
        self.answers = [(200, {}, {"release": "r1", "results": [item]}), (200, {}, done)]
        backend = RemoteBackend(self.transport())
        with self.assertLogs("eo_nas_bench", "WARNING"):
            answer = backend.query("x", [{"hash": "0" * 32}], {})
        self.assertEqual((answer, self.waited), (done, [5.0]))
        self.answers = [(200, {}, {"release": "r1", "results": [item]})]
        answer = RemoteBackend(self.transport(wait=0)).query("x", [{"hash": "0" * 32}], {})
        self.assertEqual(answer["results"], [item])

    def test_an_error_that_stays_is_not_asked_again(self):
        body = {"code": "some_new_code", "detail": "no", "status": 418}
        self.answers = [(418, {"content-type": PROBLEM}, body)]
        error = self.failure(eo_nas_bench.ApiError)
        self.assertEqual((error.code, error.status, len(self.requests)), ("some_new_code", 418, 1))

    def test_something_else_that_answers_is_no_service(self):
        for answer, status in (
            ((404, {"content-type": "text/html"}, b"<html>"), 404),
            ((200, {"content-type": "text/html"}, b"<html>"), 200),
            ((500, {"content-type": PROBLEM}, b"oops"), 500),
        ):
            self.answers = [answer]
            error = self.failure(eo_nas_bench.UnreachableError, retries=0)
            self.assertEqual(error.status, status)

    def test_a_service_that_has_moved_says_where_to(self):
        self.answers = [(308, {"location": "https://example.org/v1/x"}, b"")]
        error = self.failure(eo_nas_bench.UnreachableError)
        self.assertIn("https://example.org", str(error))

    def test_a_service_that_does_not_answer_is_unreachable_after_the_time_out(self):
        with mock.patch.object(Transport, "_exchange", side_effect=TimeoutError("timed out")):
            error = self.failure(eo_nas_bench.UnreachableError, retries=2)
        self.assertIn("timed out", str(error))
        self.assertEqual(len(self.waited), 2)
        self.server.shutdown()
        self.server.server_close()
        self.assertEqual(self.failure(eo_nas_bench.UnreachableError, retries=0).status, 0)

    def test_a_wrong_address_is_told_at_once(self):
        with self.assertRaisesRegex(eo_nas_bench.EoNasBenchError, "no http or https address"):
            Transport("ftp://example.org")

    def test_a_proxy_of_the_environment_is_used(self):
        self.answers = [(200, {}, {"a": 1})]
        proxy = f"http://127.0.0.1:{self.server.server_port}"
        with mock.patch.dict("os.environ", {"http_proxy": proxy, "no_proxy": ""}):
            transport = Transport("http://example.invalid/base", retries=0)
            self.assertEqual(transport.get("/v1/x"), {"a": 1})
            transport.close()
        self.assertEqual(self.requests[0][1], "http://example.invalid/base/v1/x")

    def test_retry_after_is_a_number_or_a_date(self):
        self.assertEqual(retry_after_s("2.5", 0), 2.5)
        self.assertAlmostEqual(retry_after_s(formatdate(1000, usegmt=True), 990), 10)
        self.assertEqual(retry_after_s(formatdate(1000, usegmt=True), 2000), 0)
        self.assertIsNone(retry_after_s("soon", 0))
        self.assertIsNone(retry_after_s(None, 0))


if __name__ == "__main__":
    unittest.main()
