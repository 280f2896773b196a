"""Local mode answers from release files what the service answers."""

import json
import os
import pickle
import sqlite3
import tempfile
import threading
import time
import unittest
from contextlib import closing
from pathlib import Path

from fixture import write_release
from listings import Listings
from selections import Selections
from vectors import vectors

import eo_nas_bench
from eo_nas_bench import Client

INSTANCE = "vector-instance"
RELEASE = os.environ.get("EO_NAS_BENCH_TEST_RELEASE")
URL = os.environ.get("EO_NAS_BENCH_TEST_URL")


class Local(Listings, Selections, unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = write_release(self.folder)
        self.bench = Client(self.folder)
        self.addCleanup(self.bench.close)
        self.known = vectors("fitness")["architectures"]

    def test_every_query_of_the_vectors_has_the_service_s_answer(self):
        for source in (self.folder, str(self.file)):
            with Client(source) as bench:
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
        found = self.bench.resolve_architectures(
            [one["hash"], "0" * 32, ([[0, 0], [0, 0]], ["input", "output"])]
        )
        described, unknown, invalid = found["results"]
        for name in ("hash", "architectureId", "matrix", "operations"):
            self.assertEqual(described[name], one[name])
        self.assertFalse(described["pruned"])
        self.assertEqual(unknown["error"]["code"], "architecture_not_found")
        self.assertEqual(invalid["error"]["reason"], "disconnected")
        complexity = self.bench.get_architecture(one["hash"])["complexity"]
        self.assertEqual(set(complexity), {INSTANCE})
        self.assertEqual(
            complexity[INSTANCE], {name: one[name] for name in ("trainableParameters", "macs")}
        )

    def test_instances_are_those_of_the_service(self):
        instance = vectors("fitness")["instances"][0]
        self.assertEqual(self.bench.list_instances(), {"results": [instance]})
        self.assertEqual(self.bench.get_instance(INSTANCE), instance)

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
                self.bench.sample_architectures(**{"count": 1, **wrong})

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
            file = self.bench._backend.file_of(INSTANCE)
            inherited = file._connection
            same = self.bench.query(INSTANCE, digests) == expected
            os._exit(0 if same and file._connection is not inherited else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)


@unittest.skipUnless(RELEASE, "EO_NAS_BENCH_TEST_RELEASE names no release")
class Exported(Listings, unittest.TestCase):
    """A release of the whole space, as the service exports it."""

    @classmethod
    def setUpClass(cls):
        cls.bench = Client(RELEASE)
        cls.addClassCleanup(cls.bench.close)

    def test_every_query_of_the_vectors_has_the_service_s_answer(self):
        for case in vectors("fitness")["queries"]:
            request = dict(case["request"])
            instance, asked = request.pop("instance"), request.pop("architectures")
            self.assertEqual(self.bench.query(instance, asked, **request), case["response"])

    def test_neighbours_and_samples_are_those_of_the_vectors(self):
        for case in vectors("neighbours"):
            found = self.bench.list_neighbours(case["hash"])["results"]
            self.assertEqual([one["hash"] for one in found], case["neighbours"])
        for case in vectors("samples"):
            count, seed = case["count"], case["seed"]
            found = self.bench.sample_architectures(count, seed=seed, method=case["method"])[
                "results"
            ]
            self.assertEqual([one["hash"] for one in found], case["hashes"])
            self.assertEqual([one["architectureId"] for one in found], case["architectureIds"])

    def test_it_describes_what_the_vectors_describe(self):
        self.assertEqual(self.bench.list_instances(), {"results": vectors("fitness")["instances"]})
        cases = vectors("hashing")
        asked = [(case["matrix"], case["operations"]) for case in cases]
        for case, found in zip(cases, self.bench.resolve_architectures(asked)["results"]):
            self.assertEqual(found["architectureId"], case["architectureId"])
            self.assertEqual(found["pruned"], case["pruned"])
            self.assertEqual(found["matrix"], case["representative"]["matrix"])
            self.assertEqual(found["vertices"], len(found["matrix"]))

    @unittest.skipUnless(URL, "EO_NAS_BENCH_TEST_URL names no service")
    def test_fourteen_thousand_queries_have_the_same_json_as_from_the_service(self):
        hosted = Client(URL)
        self.addCleanup(hosted.close)
        asked = [one["hash"] for one in self.bench.sample_architectures(1992, seed=3)["results"]]
        asked += [one["hash"] for one in vectors("fitness")["architectures"]]
        compared = 0
        for selection in (
            {},
            {"epochs": 12},
            {"source": "surrogate", "halfway": True},
            {"run": "random", "seed": 17},
            {"run": "random", "seed": 4_000_000_000, "epochs": 12},
            {"deviation": "mean"},
            {"deviation": "truth", "run": "random", "seed": 23},
        ):
            here = self.bench.query(INSTANCE, asked, **selection)
            there = hosted.query(INSTANCE, asked, **selection)
            self.assertEqual(json.dumps(here), json.dumps(there))
            compared += len(here["results"])
        self.assertEqual(compared, 14_000)

    def test_it_lists_every_hash_of_the_space_ascending(self):
        hashes = [digest for page in self.bench.hash_pages(INSTANCE) for digest in page]
        self.assertEqual(len(hashes), 423_624)
        self.assertEqual(len(hashes), self.bench.hash_count(INSTANCE))
        self.assertEqual(hashes[0], "00005c142e6f48ac74fdcf73e3439874")
        self.assertEqual(hashes, sorted(hashes))

    def test_it_is_opened_and_answers_in_less_than_a_second(self):
        digest = vectors("fitness")["architectures"][0]["hash"]
        took = []
        for _ in range(3):
            started = time.perf_counter()
            with Client(Path(RELEASE) / f"{INSTANCE}.sqlite", verify=False) as bench:
                bench.get_fitness(INSTANCE, digest)
            took.append(time.perf_counter() - started)
        self.assertLess(min(took), 1)


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.file = write_release(self.folder)

    def refused(self, source, words, **options):
        with self.assertRaisesRegex(eo_nas_bench.ReleaseFileError, words):
            Client(source, **options)

    def test_an_altered_file_is_refused_by_its_digest(self):
        content = bytearray(self.file.read_bytes())
        content[-1] ^= 1
        self.file.write_bytes(content)
        for use in (
            lambda bench: bench.get_fitness(INSTANCE, "0" * 32),
            lambda bench: bench.sample_architectures(1),
            lambda bench: bench.list_fitness(INSTANCE),
        ):
            refused = self.assertRaisesRegex(eo_nas_bench.ReleaseFileError, "sha256")
            with Client(self.folder) as bench, refused:
                use(bench)
        self.refused(self.file, "sha256")

    def test_a_file_without_a_column_that_was_measured_is_refused(self):
        with closing(sqlite3.connect(self.file)) as database:
            database.execute("ALTER TABLE evaluation_rows RENAME COLUMN energy_k_wh TO energy_kwh")
        self.refused(self.file, "no column energy_k_wh", verify=False)
        with closing(sqlite3.connect(self.file)) as database, database:
            database.execute("DELETE FROM evaluation_rows")
        with Client(self.file, verify=False) as bench:
            self.assertEqual(bench.list_fitness(INSTANCE, source="tabular")["results"], [])

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
