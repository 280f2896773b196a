"""Remote mode asks a running service; its address is in EO_NAS_BENCH_TEST_URL."""

import os
import unittest
from unittest import mock

from listings import Listings
from selections import Selections
from vectors import vectors

import eo_nas_bench
from eo_nas_bench import Client, remote

URL = os.environ.get("EO_NAS_BENCH_TEST_URL")
INSTANCE = "vector-instance"


@unittest.skipUnless(URL, "EO_NAS_BENCH_TEST_URL names no service")
class Remote(Listings, Selections, unittest.TestCase):
    def setUp(self):
        self.bench = Client(f"{URL}/", retries=0)
        self.addCleanup(self.bench.close)
        self.known = vectors("fitness")["architectures"]

    def test_every_query_of_the_vectors_has_the_answer_of_the_vectors(self):
        for case in vectors("fitness")["queries"]:
            request = dict(case["request"])
            instance, asked = request.pop("instance"), request.pop("architectures")
            self.assertEqual(self.bench.query(instance, asked, **request), case["response"])

    def test_measured_values_are_floats_as_in_local_mode(self):
        fitness = self.bench.get_fitness(INSTANCE, self.known[0]["hash"])
        self.assertIs(type(fitness["metrics"]["overallAccuracy"]["train"]), float)
        self.assertEqual(fitness["metrics"]["overallAccuracy"]["train"], 1)
        self.assertIs(type(fitness["trainableParameters"]), int)

    def test_an_architecture_may_be_given_in_any_form(self):
        one = self.known[0]
        for form in (one["hash"].upper(), (one["matrix"], one["operations"]), one):
            if form is one:
                form = {"matrix": one["matrix"], "operations": one["operations"]}
            fitness = self.bench.get_fitness(INSTANCE, form, run=0)
            self.assertEqual((fitness["hash"], fitness["run"]), (one["hash"], 0))
        results = self.bench.query(INSTANCE, [one["hash"], (one["matrix"], one["operations"])])
        self.assertEqual(results["results"][0], results["results"][1])

    def test_more_than_a_batch_is_asked_in_batches_and_comes_back_in_order(self):
        digests = [one["hash"] for one in self.known] * 3
        expected = self.bench.query(INSTANCE, digests)
        described = self.bench.resolve_architectures(digests)
        with mock.patch.object(remote, "BATCH", 5):
            self.assertEqual(self.bench.query(INSTANCE, digests), expected)
            self.assertEqual(self.bench.resolve_architectures(digests), described)
        self.assertEqual([one["hash"] for one in described["results"]], digests)

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

    def test_instances_and_architectures_are_the_service_s(self):
        self.assertEqual(self.bench.get_instance(INSTANCE), vectors("fitness")["instances"][0])
        self.assertIn(INSTANCE, [one["id"] for one in self.bench.list_instances()["results"]])
        one = self.known[0]
        found = self.bench.get_architecture((one["matrix"], one["operations"]))
        self.assertEqual(found["complexity"][INSTANCE]["macs"], one["macs"])

    def test_errors_are_typed_and_have_what_the_service_says(self):
        with self.assertRaises(eo_nas_bench.InstanceNotFoundError) as refused:
            self.bench.get_instance("mars/../x?y")
        self.assertEqual(
            (refused.exception.code, refused.exception.status), ("instance_not_found", 404)
        )
        self.assertIn("mars", refused.exception.detail)
        self.assertTrue(refused.exception.request_id)
        with self.assertRaises(eo_nas_bench.EpochsNotAvailableError):
            self.bench.query(INSTANCE, [], epochs=5)
        with self.assertRaises(eo_nas_bench.RequestInvalidError) as refused:
            self.bench.sample_architectures(0)
        self.assertEqual(refused.exception.errors[0]["pointer"], "/count")
        with self.assertRaises(eo_nas_bench.ArchitectureNotFoundError):
            self.bench.list_neighbours("f" * 32)
        with self.assertRaises(eo_nas_bench.ArchitectureInvalidError) as invalid:
            self.bench.get_fitness(INSTANCE, ([[0, 0], [0, 0]], ["input", "output"]))
        self.assertEqual(invalid.exception.reason, "disconnected")
        with self.assertRaises(eo_nas_bench.NotEvaluatedError):
            self.bench.get_fitness(INSTANCE, self.known[0]["hash"], run=7)


if __name__ == "__main__":
    unittest.main()
