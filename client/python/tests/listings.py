"""What both modes promise of listings."""

from __future__ import annotations

from vectors import vectors

from eo_nas_bench import NotEvaluatedError, RequestInvalidError

INSTANCE = "vector-instance"
MEASURED = [one["hash"] for one in vectors("fitness")["architectures"][:5]]


class Listings:
    """Mixed into a test case with ``self.bench``."""

    def listed(self, **options):
        found, cursor = [], None
        while True:
            page = self.bench.list_fitness(INSTANCE, limit=2, cursor=cursor, **options)
            found += page["results"]
            cursor = page["next"]
            if cursor is None:
                return found

    def test_a_listing_has_every_answer_once_in_its_order(self):
        asked = self.bench.query(INSTANCE, MEASURED, source="tabular")["results"]
        by_id = sorted(asked, key=lambda one: one["architectureId"])
        self.assertEqual(self.listed(source="tabular"), by_id)
        self.assertEqual(self.listed(source="tabular", sort="-architectureId"), by_id[::-1])
        train = self.listed(source="tabular", sort="-trainAccuracy")
        values = [one["metrics"]["overallAccuracy"]["train"] for one in train]
        self.assertEqual(values, sorted(values, reverse=True))
        self.assertEqual(len({one["hash"] for one in train}), 5)

    def test_what_is_missing_comes_last_both_ways(self):
        for name in ("latencyMs", "energyKWh"):
            for sort in (name, f"-{name}"):
                found = [one["metrics"][name] for one in self.listed(source="tabular", sort=sort)]
                self.assertIsNone(found[-1])
                self.assertNotIn(None, found[:-1])

    def test_bounds_are_included_and_leave_out_what_is_missing(self):
        everything = self.listed(source="tabular")
        bound = sorted(one["metrics"]["trainingTimeS"] for one in everything)[2]
        some = self.listed(source="tabular", where={"maxTrainingTimeS": bound})
        self.assertEqual(
            some, [one for one in everything if one["metrics"]["trainingTimeS"] <= bound]
        )
        self.assertEqual(len(some), 3)
        some = self.listed(source="tabular", where={"minLatencyMs": 0})
        self.assertEqual(len(some), 4)
        least = max(one["trainableParameters"] for one in everything)
        (largest,) = self.listed(source="tabular", where={"minTrainableParameters": least})
        self.assertEqual(largest["trainableParameters"], least)
        described = self.bench.get_architecture(MEASURED[0])
        exact = {name: described[name] for name in ("vertices", "edges")}
        exact["conv3x3"] = described["operations"].count("conv3x3-bn-relu")
        found = self.listed(source="tabular", where=exact)
        self.assertIn(MEASURED[0], [one["hash"] for one in found])
        for one in found:
            other = self.bench.get_architecture(one["hash"])
            self.assertEqual(
                {name: other[name] for name in ("vertices", "edges")},
                {name: exact[name] for name in ("vertices", "edges")},
            )

    def test_predictions_far_from_what_was_measured_are_left_out(self):
        def page(**options):
            return self.bench.list_fitness(INSTANCE, limit=1000, **options)["results"]

        everything = page(source="surrogate", epochs=12)
        near = page(source="surrogate", epochs=12, where={"maxNearestMeasured": 1})
        last = everything[-1]["architectureId"]
        self.assertEqual(
            [one for one in near if one["architectureId"] <= last],
            [one for one in everything if one["nearestMeasured"] <= 1],
        )
        self.assertEqual({one["nearestMeasured"] for one in near}, {0, 1})
        self.assertGreater(max(one["nearestMeasured"] for one in everything), 1)
        measured = self.listed(source="tabular", sort="-trainAccuracy")
        bounded = {"sort": "-trainAccuracy", "where": {"maxNearestMeasured": 0}}
        self.assertEqual(self.listed(source="tabular", **bounded), measured)
        nearest = [one["nearestMeasured"] for one in page(sort="-nearestMeasured")]
        # What was measured counts as 0.
        self.assertEqual(nearest, sorted(nearest, key=lambda one: -(one or 0)))
        # No prediction has a train accuracy, so what was measured comes first.
        both = page(**bounded)
        self.assertEqual(both[: len(measured)], measured)
        self.assertLessEqual({one["nearestMeasured"] for one in both}, {None, 0})

    def test_a_bound_may_be_any_finite_number(self):
        everything = self.listed(source="tabular")
        for most in (10**30, 1e30):
            self.assertEqual(self.listed(source="tabular", where={"maxMacs": most}), everything)
        for vertices in (7, 7.0):
            found = self.listed(source="tabular", where={"vertices": vertices})
            self.assertIn(found[0], everything)

    def test_a_wrong_listing_is_refused(self):
        cursor = self.bench.list_fitness(INSTANCE, source="tabular", limit=1)["next"]
        self.assertIsNotNone(cursor)
        for wrong in (
            {"sort": "colour"},
            {"where": {"minColour": 1}},
            {"where": {"colour": 1}},
            {"where": {"maxArchitectureId": 5}},
            {"where": {"minEnergyKWh": 0}},
            {"where": {"minNearestMeasured": 0}},
            {"where": {"maxNearestMeasured": 0.5}},
            {"where": {"maxNearestMeasured": -1}},
            {"where": {"maxNearestMeasured": 256}},
            {"where": {"minLatencyMs": float("-inf")}},
            {"where": {"maxLatencyMs": float("nan")}},
            {"where": {"maxLatencyMs": 10**400}},
            {"where": {"vertices": 6.5}},
            {"where": {"edges": -1}},
            {"limit": 0},
            {"limit": 1001},
            {"cursor": "nonsense"},
            {"cursor": cursor, "sort": "latencyMs"},
        ):
            with self.assertRaises(RequestInvalidError, msg=repr(wrong)):
                self.bench.list_fitness(INSTANCE, source="tabular", **wrong)
        with self.assertRaises(NotEvaluatedError):
            self.bench.list_fitness(INSTANCE, source="surrogate", epochs=36)
