"""Local mode answers from release files what the service answers."""

import os
import pickle
import tempfile
import threading
import unittest
from pathlib import Path

from fixture import write_release
from listings import Listings
from vectors import vectors

import eo_nas_bench
from eo_nas_bench import EONASBench

INSTANCE = "vector-instance"


class Local(Listings, unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = write_release(self.folder)
        self.bench = EONASBench(self.folder)
        self.addCleanup(self.bench.close)
        self.known = vectors("fitness")["architectures"]

    def test_every_query_of_the_vectors_has_the_service_s_answer(self):
        for source in (self.folder, str(self.file)):
            with EONASBench(source) as bench:
                for case in vectors("fitness")["queries"]:
                    request = dict(case["request"])
                    instance, asked = request.pop("instance"), request.pop("architectures")
                    self.assertEqual(bench.query(instance, asked, **request), case["response"])

    def test_get_fitness_is_one_result_of_a_query_or_its_error(self):
        case = vectors("fitness")["queries"][0]
        answered = {key: value for key, value in case["response"].items() if key != "results"}
        compared = 0
        for asked, result in zip(case["request"]["architectures"], case["response"]["results"]):
            if "error" not in result:
                fitness = self.bench.get_fitness(INSTANCE, asked)
                self.assertEqual(fitness, {**answered, **result})
                compared += 1
                continue
            with self.assertRaises(eo_nas_bench.ApiError) as refused:
                self.bench.get_fitness(INSTANCE, asked)
            self.assertEqual(refused.exception.code, result["error"]["code"])
            self.assertEqual(refused.exception.detail, result["error"]["detail"])
        self.assertEqual(compared, 8)

    def test_an_architecture_may_be_given_in_any_form(self):
        one = self.known[0]
        forms = [
            one["hash"],
            one["hash"].upper(),
            {"hash": one["hash"]},
            (one["matrix"], one["operations"]),
            {"matrix": tuple(map(tuple, one["matrix"])), "operations": tuple(one["operations"])},
        ]
        results = self.bench.query(INSTANCE, forms)["results"]
        self.assertEqual(results, [results[0]] * len(forms))
        self.assertEqual(results[0]["hash"], one["hash"])

    def test_resolve_and_architecture_describe_the_representative(self):
        one = self.known[1]
        found = self.bench.resolve([one["hash"], "0" * 32, ([[0, 0], [0, 0]], ["input", "output"])])
        described, unknown, invalid = found["results"]
        for name in ("hash", "architectureId", "matrix", "operations"):
            self.assertEqual(described[name], one[name])
        self.assertFalse(described["pruned"])
        self.assertEqual(unknown["error"]["code"], "architecture_not_found")
        self.assertEqual(invalid["error"]["reason"], "disconnected")
        complexity = self.bench.architecture(one["hash"])["complexity"]
        self.assertEqual(set(complexity), {"cifar10", "so2sat-lcz42", INSTANCE})
        self.assertEqual(complexity[INSTANCE], {name: one[name] for name in complexity["cifar10"]})

    def test_instances_are_those_of_the_service(self):
        instance = vectors("fitness")["instances"][0]
        self.assertEqual(self.bench.instances(), {"results": [instance]})
        self.assertEqual(self.bench.instance(INSTANCE), instance)

    def test_a_wrong_request_has_the_code_of_the_api(self):
        digest = self.known[0]["hash"]
        for code, instance, selection in (
            ("instance_not_found", "mars", {}),
            ("epochs_not_available", INSTANCE, {"epochs": 5}),
            ("request_invalid", INSTANCE, {"source": "guess"}),
            ("request_invalid", INSTANCE, {"run": -1}),
            ("request_invalid", INSTANCE, {"run": "best"}),
            ("request_invalid", INSTANCE, {"run": True}),
            ("request_invalid", INSTANCE, {"seed": 2**32}),
        ):
            with self.assertRaises(eo_nas_bench.ApiError) as refused:
                self.bench.query(instance, [digest], **selection)
            self.assertEqual(refused.exception.code, code)
        for wrong in ({"count": 0}, {"seed": -1}, {"method": "best"}):
            with self.assertRaises(eo_nas_bench.RequestInvalidError):
                self.bench.sample(**{"count": 1, **wrong})

    def test_it_may_be_pickled_and_asked_by_several_threads(self):
        digests = [one["hash"] for one in self.known]
        expected = self.bench.query(INSTANCE, digests)
        answers = []

        def ask(bench):
            answers.extend(bench.query(INSTANCE, digests) for _ in range(20))

        copied = pickle.loads(pickle.dumps(self.bench))
        self.addCleanup(copied.close)
        threads = [
            threading.Thread(target=ask, args=(bench,)) for bench in (self.bench, copied) * 3
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, [expected] * 120)

    @unittest.skipUnless(hasattr(os, "fork"), "this system has no fork")
    def test_it_may_be_asked_after_a_fork(self):
        digests = [one["hash"] for one in self.known]
        expected = self.bench.query(INSTANCE, digests)
        child = os.fork()
        if child == 0:
            file = self.bench._backend._any
            inherited = file._connection
            same = self.bench.query(INSTANCE, digests) == expected
            os._exit(0 if same and file._connection is not inherited else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = write_release(self.folder)

    def refused(self, source, words, **options):
        with self.assertRaisesRegex(eo_nas_bench.ReleaseFileError, words):
            EONASBench(source, **options)

    def test_an_altered_file_is_refused_by_its_digest(self):
        content = bytearray(self.file.read_bytes())
        content[-1] ^= 1
        self.file.write_bytes(content)
        self.refused(self.folder, "sha256.*download it again")
        self.refused(self.file, "sha256")

    def test_a_truncated_file_is_refused_also_without_a_manifest(self):
        self.file.write_bytes(self.file.read_bytes()[:-4096])
        self.refused(self.folder, "its manifest says")
        self.refused(self.folder, "cut short", verify=False)
        (self.folder / "manifest.json").unlink()
        self.refused(self.file, "cut short")

    def test_what_is_no_release_is_refused(self):
        self.refused(self.folder / "nothing", "There is nothing")
        other = self.folder / "other.sqlite"
        other.write_bytes(b"hello" * 100)
        self.refused(other, "not in the manifest")
        self.refused(other, "no SQLite file", verify=False)
        (self.folder / "manifest.json").write_text("{}")
        self.refused(self.folder, "no manifest")
        (self.folder / "manifest.json").write_text('{"format": 2}')
        self.refused(self.folder, "format 2")
        self.file.unlink()
        with tempfile.TemporaryDirectory() as empty:
            self.refused(empty, "manifest")


if __name__ == "__main__":
    unittest.main()
