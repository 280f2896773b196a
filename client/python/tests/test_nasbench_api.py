"""The drop-in behaves as nasbench.api does, and says what it cannot."""

import copy
import json
import os
import pickle
import sqlite3
import tempfile
import unittest
from contextlib import closing
from pathlib import Path
from unittest import mock

from fixture import write_release
from vectors import vectors

from eo_nas_bench import Client, arrays
from eo_nas_bench import nasbench_api as api
from eo_nas_bench.references import plain
from eo_nas_bench.transport import Transport

URL = os.environ.get("EO_NAS_BENCH_TEST_URL")
INSTANCE = "vector-instance"
OPS = ["conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3"]
CHAIN = [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
QUERY_KEYS = [
    "module_adjacency",
    "module_operations",
    "trainable_parameters",
    "training_time",
    "train_accuracy",
    "validation_accuracy",
    "test_accuracy",
]
KNOWN = vectors("fitness")["architectures"]
PUBLISHED, ONE, TWO, THREE, OTHER, PREDICTED = KNOWN[:6]


def spec_of(one):
    return api.ModelSpec(one["matrix"], one["operations"])


def runs_of(one, epochs=108):
    found = vectors("fitness")["evaluations"]
    mine = (one["architectureId"], epochs)
    return [row for row in found if (row["architectureId"], row["epochs"]) == mine]


class ModelSpecs(unittest.TestCase):
    def test_hashes_and_pruned_forms_are_those_of_the_vectors(self):
        for case in vectors("hashing"):
            spec = api.ModelSpec(matrix=case["matrix"], ops=case["operations"])
            self.assertTrue(spec.valid_spec)
            self.assertEqual(spec.hash_spec(OPS), case["hash"])
            self.assertEqual(plain(spec.matrix), case["prunedForm"]["matrix"])
            self.assertEqual(spec.ops, case["prunedForm"]["operations"])
            self.assertEqual(plain(spec.original_matrix), case["matrix"])
            self.assertEqual(spec.original_ops, case["operations"])

    def test_a_spec_keeps_copies(self):
        matrix, ops = copy.deepcopy(CHAIN), ["input", OPS[0], "output"]
        spec = api.ModelSpec(matrix, ops, data_format="channels_first")
        matrix[0][1], ops[1] = 0, OPS[2]
        self.assertEqual(plain(spec.matrix), CHAIN)
        self.assertEqual(spec.original_ops, ["input", OPS[0], "output"])
        self.assertEqual(spec.data_format, "channels_first")

    def test_what_is_not_square_upper_triangular_and_of_one_length_is_a_value_error(self):
        ops = ["input", OPS[0], "output"]
        for matrix, labels in (
            ([[0, 1, 0], [0, 0, 1]], ops),
            ([[0, 1], [0, 0, 1], [0, 0, 0]], ops),
            (CHAIN, ops[:2]),
            ([[0, 1, 0], [0, 1, 1], [0, 0, 0]], ops),
            ([[0, 1, 0], [0, 0, 1], [1, 0, 0]], ops),
            ([1, 2, 3], ops),
        ):
            with self.assertRaises(ValueError):
                api.ModelSpec(matrix, labels)

    def test_a_cell_without_a_path_is_no_valid_spec(self):
        for matrix in ([[0, 0], [0, 0]], [[0, 1, 0], [0, 0, 0], [0, 0, 0]], [[0]]):
            spec = api.ModelSpec(matrix, list(range(len(matrix))))
            self.assertFalse(spec.valid_spec)
            self.assertIsNone(spec.matrix)
            self.assertIsNone(spec.ops)

    def test_labels_may_be_anything_until_they_are_hashed(self):
        matrix = [[0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
        self.assertEqual(api.ModelSpec(matrix, (1, 2, 3, 4)).ops, [1, 3, 4])

    @unittest.skipUnless(arrays.numpy, "numpy is not installed")
    def test_arrays_of_numpy_are_taken_and_given(self):
        numpy = arrays.numpy
        matrix = numpy.triu(numpy.ones((3, 3), dtype=int), 1)
        spec = api.ModelSpec(matrix, ["input", numpy.str_(OPS[0]), "output"])
        self.assertIsInstance(spec.matrix, numpy.ndarray)
        self.assertEqual(spec.original_matrix[0, 2], 1)
        self.assertEqual(
            spec.hash_spec(OPS), api.ModelSpec(matrix.tolist(), spec.ops).hash_spec(OPS)
        )

    def test_without_numpy_matrices_are_lists(self):
        with mock.patch.object(arrays, "numpy", None):
            spec = api.ModelSpec(CHAIN, ["input", OPS[0], "output"])
            self.assertIs(type(spec.matrix), list)
            self.assertIs(type(arrays.adjacency_of(CHAIN)), list)


class Queries:
    """Held by both modes; ``open`` gives the benchmark."""

    def test_a_measured_cell_is_answered_with_one_of_its_runs(self):
        nasbench = self.open(seed=3)
        runs = runs_of(THREE)
        seen = set()
        for _ in range(30):
            data = nasbench.query(spec_of(THREE))
            self.assertEqual(list(data), QUERY_KEYS)
            self.assertEqual(data.source, "tabular")
            values = runs[data.run]["values"]
            self.assertEqual(data["training_time"], values["trainingTimeS"])
            for split in ("train", "validation", "test"):
                self.assertEqual(data[f"{split}_accuracy"], values[f"overallAccuracy.{split}"])
            seen.add(data.run)
        self.assertEqual(seen, {0, 1, 2})

    def test_the_published_cell_has_its_published_numbers(self):
        data = self.open().query(spec_of(PUBLISHED))
        self.assertEqual(data["trainable_parameters"], 2_694_282)
        self.assertEqual(data["training_time"], 1155.85302734375)
        self.assertEqual(data["validation_accuracy"], 0.9376001358032227)
        self.assertEqual(plain(data["module_adjacency"]), PUBLISHED["matrix"])
        self.assertEqual(data["module_operations"], PUBLISHED["operations"])
        self.assertEqual(data.run, 0)

    def test_parameters_are_those_of_the_form_that_was_trained(self):
        data = self.open().query(spec_of(OTHER))
        self.assertEqual(
            data["trainable_parameters"], runs_of(OTHER)[data.run]["trainableParameters"]
        )

    def test_one_seed_gives_the_same_answers_in_the_same_order(self):
        def trajectory(seed):
            nasbench = self.open(seed=seed, predictions="random")
            return [nasbench.query(spec_of(one))["test_accuracy"] for one in KNOWN * 3]

        self.assertEqual(trajectory(5), trajectory(5))
        self.assertNotEqual(trajectory(5), trajectory(6))

    def test_a_cell_that_was_not_measured_is_answered_with_a_prediction_that_says_so(self):
        (predicted,) = [
            row
            for row in vectors("fitness")["predictions"]
            if row["architectureId"] == PREDICTED["architectureId"] and row["epochs"] == 108
        ]
        mean = predicted["means"]
        data = self.open().query(spec_of(PREDICTED))
        self.assertEqual((data.source, data.run), ("surrogate", "mean"))
        self.assertEqual(data.nearest_measured, predicted["nearestMeasured"])
        self.assertEqual(pickle.loads(pickle.dumps(data)).nearest_measured, data.nearest_measured)
        self.assertIsNone(self.open().query(spec_of(PUBLISHED)).nearest_measured)
        self.assertEqual(data["test_accuracy"], mean["overallAccuracy.test"])
        self.assertEqual(data["training_time"], mean["trainingTimeS"])
        self.assertIsNone(data["train_accuracy"])
        nasbench = self.open(seed=1, predictions="random")
        drawn = [nasbench.query(spec_of(PREDICTED)) for _ in range(3)]
        self.assertEqual({data.run for data in drawn}, {"random"})
        self.assertEqual(len({data["training_time"] for data in drawn}), 3)

    def test_without_predictions_it_is_out_of_the_domain(self):
        nasbench = self.open(predictions=None)
        self.assertTrue(nasbench.is_valid(spec_of(PREDICTED)))
        for kind in (api.OutOfDomainError, KeyError):
            with self.assertRaises(kind):
                nasbench.query(spec_of(PREDICTED))
            with self.assertRaises(kind):
                nasbench.get_metrics_from_spec(spec_of(PREDICTED))
        self.assertEqual(nasbench.query(spec_of(ONE)).source, "tabular")
        computed = nasbench.get_metrics_from_hash(ONE["hash"])[1]
        self.assertEqual({epochs for epochs, runs in computed.items() if runs}, {36, 108})

    def test_halfway_is_what_was_measured_halfway_and_never_made_up(self):
        nasbench = self.open()
        data = nasbench.query(spec_of(ONE), stop_halfway=True)
        (run,) = runs_of(ONE)
        self.assertEqual(data["training_time"], run["values"]["halfway.trainingTimeS"])
        self.assertEqual(data["test_accuracy"], run["values"]["halfway.overallAccuracy.test"])
        self.assertEqual(nasbench.get_budget_counters(), (data["training_time"], 54))
        for one in (PUBLISHED, PREDICTED):
            with self.assertRaisesRegex(api.MissingEvaluationError, "halfway training time"):
                nasbench.query(spec_of(one), stop_halfway=True)
        self.assertEqual(nasbench.get_budget_counters(), (data["training_time"], 54))

    def test_cells_and_epochs_outside_the_space_are_out_of_the_domain(self):
        nasbench = self.open()
        self.assertEqual(nasbench.valid_epochs, {12, 36, 108})
        with self.assertRaisesRegex(api.OutOfDomainError, "epochs"):
            nasbench.query(spec_of(ONE), epochs=4)
        with self.assertRaises(api.MissingEvaluationError):
            nasbench.query(spec_of(TWO), epochs=36)
        matrices = {
            "path": [[0, 0], [0, 0]],
            "vertices": [[1 if y == x + 1 else 0 for y in range(8)] for x in range(8)],
            "edges": [[1 if y > x else 0 for y in range(5)] for x in range(5)],
            "0 and 1": [[0, 2], [0, 0]],
        }
        for words, matrix in matrices.items():
            ops = ["input", *[OPS[0]] * (len(matrix) - 2), "output"]
            spec = api.ModelSpec(matrix, ops)
            self.assertFalse(nasbench.is_valid(spec))
            with self.assertRaisesRegex(api.OutOfDomainError, words):
                nasbench.query(spec)
        for ops in (["input", "conv5x5", "output"], [OPS[0]] * 3, ["input", OPS[0], OPS[0]]):
            self.assertFalse(nasbench.is_valid(api.ModelSpec(CHAIN, ops)))
        self.assertTrue(nasbench.is_valid(spec_of(ONE)))
        self.assertEqual(nasbench.get_budget_counters(), (0.0, 0))

    def test_budget_counters_add_up_and_are_reset(self):
        nasbench = self.open()
        time = nasbench.query(spec_of(ONE))["training_time"]
        time += nasbench.query(spec_of(PREDICTED), epochs=12)["training_time"]
        self.assertEqual(nasbench.get_budget_counters(), (time, 120))
        self.assertEqual((nasbench.training_time_spent, nasbench.total_epochs_spent), (time, 120))
        nasbench.reset_budget_counters()
        self.assertEqual(nasbench.get_budget_counters(), (0.0, 0))

    def test_all_metrics_of_a_cell_are_by_epochs_and_run(self):
        nasbench = self.open()
        fixed, computed = nasbench.get_metrics_from_hash(THREE["hash"])
        self.assertEqual(
            list(fixed), ["module_adjacency", "module_operations", "trainable_parameters"]
        )
        self.assertEqual(plain(fixed["module_adjacency"]), THREE["matrix"])
        self.assertEqual(list(computed), [12, 36, 108])
        self.assertEqual(computed[36], [])
        self.assertEqual([entry.run for entry in computed[108]], [0, 1, 2])
        names = {
            "training_time": "trainingTimeS",
            "train_accuracy": "overallAccuracy.train",
            "validation_accuracy": "overallAccuracy.validation",
            "test_accuracy": "overallAccuracy.test",
        }
        for entry, run in zip(computed[108], runs_of(THREE)):
            self.assertEqual(entry.source, "tabular")
            self.assertEqual(len(entry), 8)
            for name, measure in names.items():
                self.assertEqual(entry[f"final_{name}"], run["values"][measure])
                self.assertEqual(entry[f"halfway_{name}"], run["values"][f"halfway.{measure}"])
        (predicted,) = computed[12]
        self.assertEqual((predicted.source, predicted.run), ("surrogate", "mean"))
        self.assertIsNone(predicted["halfway_test_accuracy"])
        self.assertEqual(nasbench.get_metrics_from_spec(spec_of(THREE))[1], computed)
        computed[108][0]["final_test_accuracy"] = "changed"
        again = nasbench.get_metrics_from_hash(THREE["hash"])[1]
        self.assertNotEqual(again[108][0]["final_test_accuracy"], "changed")
        self.assertEqual(nasbench.get_budget_counters(), (0.0, 0))

    def test_fixed_parameters_are_those_of_the_first_measured_run(self):
        fixed, _ = self.open().get_metrics_from_hash(OTHER["hash"])
        first = runs_of(OTHER)[0]["trainableParameters"]
        self.assertEqual(fixed["trainable_parameters"], first)
        self.assertNotEqual(first, OTHER["trainableParameters"])

    def test_an_unknown_hash_is_a_key_error(self):
        nasbench = self.open()
        with self.assertRaises(KeyError):
            nasbench.get_metrics_from_hash("f" * 32)
        self.assertNotIn("f" * 32, nasbench.hash_iterator())
        self.assertIn(ONE["hash"], nasbench.hash_iterator())
        self.assertIn(THREE["hash"], nasbench.computed_statistics)

    def test_the_hashes_of_measured_cells_are_iterated_again_and_again(self):
        nasbench = self.open(predictions=None)
        hashes = nasbench.hash_iterator()
        measured = sorted(one["hash"] for one in KNOWN[:5])
        self.assertEqual(list(hashes), measured)
        self.assertEqual(list(hashes), measured)
        self.assertEqual(len(hashes), 5)
        self.assertEqual(list(nasbench.fixed_statistics), measured)
        scanned = {digest: nasbench.get_metrics_from_hash(digest) for digest in hashes}
        for digest, (fixed, computed) in scanned.items():
            alone = self.open(predictions=None).get_metrics_from_hash(digest)
            self.assertEqual(computed, alone[1])
            self.assertEqual(fixed["trainable_parameters"], alone[0]["trainable_parameters"])


class Local(Queries, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.file = write_release(cls.folder)

    def open(self, seed=None, **options):
        nasbench = api.NASBench(str(self.file), seed, **options)
        self.addCleanup(nasbench._bench.close)
        return nasbench

    def test_the_instance_is_named_where_it_must_be(self):
        for nasbench in (
            api.NASBench(self.folder, instance=INSTANCE),
            api.NASBench(f"{self.folder}#{INSTANCE}"),
            api.NASBench(Client(self.folder)),
        ):
            self.assertEqual(nasbench.instance["id"], INSTANCE)
            nasbench._bench.close()
        with self.assertRaises(Exception) as refused:
            api.NASBench(f"{self.folder}#mars")
        self.assertIn("mars", str(refused.exception))
        with self.assertRaises(ValueError):
            api.NASBench(self.folder, predictions="best")

    def test_hashes_of_every_cell_are_iterated(self):
        hashes = self.open().hash_iterator()
        self.assertEqual(list(hashes), sorted(one["hash"] for one in KNOWN))
        self.assertEqual(len(hashes), len(KNOWN))

    def test_a_query_without_epochs_asks_for_the_largest_budget_that_there_is(self):
        with tempfile.TemporaryDirectory() as folder:
            file = write_release(Path(folder))
            with closing(sqlite3.connect(file)) as database, database:
                (text,) = database.execute(
                    "select value from meta where key = 'instance_json'"
                ).fetchone()
                instance = {**json.loads(text), "epochs": [12, 36]}
                database.execute(
                    "update meta set value = ? where key = 'instance_json'", [json.dumps(instance)]
                )
            with Client(file, verify=False) as client:
                nasbench = api.NASBench(client)
                found = nasbench.query(spec_of(ONE))
                expected = nasbench.query(spec_of(ONE), epochs=36)
                self.assertEqual(plain(found.pop("module_adjacency")), ONE["matrix"])
                expected.pop("module_adjacency")
                self.assertEqual(found, expected)
                self.assertEqual(nasbench.get_budget_counters()[1], 72)
                with self.assertRaises(api.OutOfDomainError):
                    nasbench.query(spec_of(ONE), epochs=108)

    def test_answers_are_dicts_that_can_be_copied_and_pickled(self):
        data = self.open().query(spec_of(PREDICTED))
        for copied in (copy.deepcopy(data), pickle.loads(pickle.dumps(data)), data.copy()):
            self.assertEqual(copied.source, "surrogate")
            self.assertEqual(copied["training_time"], data["training_time"])


@unittest.skipUnless(URL, "EO_NAS_BENCH_TEST_URL names no service")
class Remote(Queries, unittest.TestCase):
    def open(self, seed=None, **options):
        nasbench = api.NASBench(f"{URL}#{INSTANCE}", seed, **options)
        self.addCleanup(nasbench._bench.close)
        return nasbench

    def counted(self, use):
        """How many requests something sends."""
        send = Transport._exchange
        with mock.patch.object(Transport, "_exchange", autospec=True, side_effect=send) as sent:
            use()
        return sent.call_count

    def test_a_query_is_one_request_and_one_more_where_there_are_several_runs(self):
        nasbench = self.open()
        self.assertEqual(self.counted(lambda: nasbench.query(spec_of(PREDICTED))), 1)
        self.assertEqual(self.counted(lambda: nasbench.query(spec_of(ONE))), 1)
        self.assertEqual(self.counted(lambda: nasbench.query(spec_of(THREE))), 2)
        self.assertEqual(self.counted(lambda: nasbench.is_valid(spec_of(THREE))), 0)

    def test_a_scan_of_the_hashes_is_fetched_in_batches(self):
        nasbench = self.open()
        scanned = {}

        def scan():
            for digest in nasbench.hash_iterator():
                scanned[digest] = nasbench.get_metrics_from_hash(digest)
                if len(scanned) == 2500:
                    return

        self.assertLess(self.counted(scan), 120)
        hashes = list(scanned)
        self.assertEqual(hashes, sorted(hashes))
        self.assertEqual(hashes[0], "00005c142e6f48ac74fdcf73e3439874")
        for digest in (hashes[0], hashes[1234], hashes[-1]):
            fixed, computed = self.open().get_metrics_from_hash(digest)
            self.assertEqual(scanned[digest][1], computed)
            self.assertEqual(scanned[digest][0]["module_operations"], fixed["module_operations"])

    def test_the_hashes_are_as_many_as_are_answered(self):
        self.assertEqual(len(self.open().hash_iterator()), 423_624)


if __name__ == "__main__":
    unittest.main()
