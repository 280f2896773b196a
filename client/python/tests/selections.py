"""What both modes promise of epochs, runs, seeds and matrices."""

from __future__ import annotations

from functools import partial

from vectors import vectors

from eo_nas_bench import RequestInvalidError

INSTANCE = "vector-instance"
KNOWN = vectors("fitness")["architectures"]
MEASURED, UNMEASURED = KNOWN[3]["hash"], KNOWN[5]["hash"]


class Selections:
    """Mixed into a test case with ``self.bench``."""

    def test_whole_floats_are_integers(self):
        for selection, whole in (
            ({"epochs": 108.0, "run": "random", "seed": 1.0}, {"run": "random", "seed": 1}),
            ({"epochs": 108.0}, {}),
        ):
            for digest in (MEASURED, UNMEASURED):
                found = self.bench.get_fitness(INSTANCE, digest, **selection)
                self.assertEqual(found, self.bench.get_fitness(INSTANCE, digest, **whole))
                self.assertIs(type(found["epochs"]), int)
        answer = self.bench.query(INSTANCE, [MEASURED], epochs=108.0, run=1.0)
        self.assertEqual(answer, self.bench.query(INSTANCE, [MEASURED], run=1))
        self.assertIs(type(answer["epochs"]), int)
        self.assertIs(type(answer["results"][0]["run"]), int)
        listed = self.bench.list_fitness(INSTANCE, source="tabular", epochs=108.0, limit=2.0)
        self.assertEqual(listed, self.bench.list_fitness(INSTANCE, source="tabular", limit=2))
        self.assertIs(type(listed["epochs"]), int)

    def test_epochs_are_an_integer_from_1(self):
        for epochs in (0, -1, True, 1.5, "many"):
            for ask in (
                partial(self.bench.get_fitness, INSTANCE, MEASURED),
                partial(self.bench.query, INSTANCE, [MEASURED]),
                partial(self.bench.list_fitness, INSTANCE),
            ):
                with self.assertRaises(RequestInvalidError, msg=repr(epochs)):
                    ask(epochs=epochs)

    def test_the_number_of_a_run_may_be_text(self):
        for run in (0, 2):
            expected = self.bench.get_fitness(INSTANCE, MEASURED, run=run)
            self.assertEqual(self.bench.get_fitness(INSTANCE, MEASURED, run=str(run)), expected)
            answer = self.bench.query(INSTANCE, [MEASURED], run=str(run))
            self.assertEqual(answer, self.bench.query(INSTANCE, [MEASURED], run=run))
        for run in ("-1", "65536", "best"):
            with self.assertRaises(RequestInvalidError, msg=run):
                self.bench.get_fitness(INSTANCE, MEASURED, run=run)

    def test_a_deviation_is_of_a_run_or_of_the_mean_or_of_the_truth(self):
        def deviations(digest, of):
            answer = self.bench.get_fitness(INSTANCE, digest, deviation=of)
            self.assertEqual(answer.get("deviation"), None if of == "run" else of)
            queried = self.bench.query(INSTANCE, [digest], deviation=of)
            self.assertEqual(
                queried["results"], [{key: answer[key] for key in queried["results"][0]}]
            )
            found = answer["standardDeviation"]
            return [*found["overallAccuracy"].values(), found["trainingTimeS"]]

        run, mean, truth = (deviations(MEASURED, of) for of in ("run", "mean", "truth"))
        self.assertEqual(mean, truth)
        self.assertEqual(run[3] / 3**0.5, mean[3])
        run, mean, truth = (deviations(UNMEASURED, of)[1:] for of in ("run", "mean", "truth"))
        for of_run, of_mean, of_truth in zip(run, mean, truth):
            self.assertGreater(of_run, of_mean)
            self.assertGreater(of_mean, of_truth)
            self.assertGreaterEqual(of_truth, 0)
        for wrong in ("best", "", 1):
            with self.assertRaises(RequestInvalidError, msg=repr(wrong)):
                self.bench.query(INSTANCE, [MEASURED], deviation=wrong)

    def test_a_prediction_says_how_far_it_is_from_what_was_measured(self):
        (predicted,) = [
            row["nearestMeasured"]
            for row in vectors("fitness")["predictions"]
            if row["architectureId"] == KNOWN[5]["architectureId"] and row["epochs"] == 108
        ]
        found = self.bench.get_fitness(INSTANCE, UNMEASURED)
        self.assertEqual(found["nearestMeasured"], predicted)
        self.assertIsNone(self.bench.get_fitness(INSTANCE, MEASURED)["nearestMeasured"])

    def test_true_is_no_entry_of_a_matrix(self):
        wrong = ([[False, True], [False, False]], ["input", "output"])
        (item,) = self.bench.query(INSTANCE, [wrong])["results"]
        self.assertEqual(item["error"]["code"], "request_invalid")
        with self.assertRaises(RequestInvalidError):
            self.bench.get_fitness(INSTANCE, wrong)
