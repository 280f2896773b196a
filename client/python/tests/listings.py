"""What both modes promise of listings."""

from __future__ import annotations

from vectors import vectors

from eo_nas_bench import Condition, NotEvaluatedError, RequestInvalidError

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

    def test_conditions_compare_and_leave_out_what_is_missing(self):
        everything = self.listed(source="tabular")
        bound = sorted(one["metrics"]["trainingTimeS"] for one in everything)[2]
        some = self.listed(source="tabular", where=[f"trainingTimeS<={bound}"])
        self.assertEqual(
            some, [one for one in everything if one["metrics"]["trainingTimeS"] <= bound]
        )
        self.assertEqual(len(some), 3)
        fewer = self.listed(source="tabular", where=Condition("trainingTimeS", "<", bound))
        self.assertEqual(len(fewer), 2)
        others = self.listed(source="tabular", where=f"trainingTimeS != {bound}")
        self.assertEqual(len(others), len(everything) - 1)
        for condition in ("latencyMs>=0", "latencyMs!=-1", "energyKWh>=0"):
            some = self.listed(source="tabular", where=[condition])
            self.assertEqual(len(some), 4, condition)
        least = max(one["trainableParameters"] for one in everything)
        (largest,) = self.listed(source="tabular", where=[f"trainableParameters>={least}"])
        self.assertEqual(largest["trainableParameters"], least)
        described = self.bench.get_architecture(MEASURED[0])
        exact = {name: described[name] for name in ("vertices", "edges")}
        exact["conv3x3"] = described["operations"].count("conv3x3-bn-relu")
        conditions = [Condition(name, "=", value) for name, value in exact.items()]
        found = self.listed(source="tabular", where=conditions)
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
        near = page(source="surrogate", epochs=12, where="nearestMeasured<=1")
        last = everything[-1]["architectureId"]
        self.assertEqual(
            [one for one in near if one["architectureId"] <= last],
            [one for one in everything if one["nearestMeasured"] <= 1],
        )
        self.assertEqual({one["nearestMeasured"] for one in near}, {0, 1})
        self.assertGreater(max(one["nearestMeasured"] for one in everything), 1)
        measured = self.listed(source="tabular", sort="-trainAccuracy")
        bounded = {"sort": "-trainAccuracy", "where": ["nearestMeasured<=0"]}
        self.assertEqual(self.listed(source="tabular", **bounded), measured)
        nearest = [one["nearestMeasured"] for one in page(sort="-nearestMeasured")]
        # What was measured counts as 0.
        self.assertEqual(nearest, sorted(nearest, key=lambda one: -(one or 0)))
        # No prediction has a train accuracy, so what was measured comes first.
        both = page(**bounded)
        self.assertEqual(both[: len(measured)], measured)
        self.assertLessEqual({one["nearestMeasured"] for one in both}, {None, 0})

    def test_a_condition_may_have_any_finite_number(self):
        everything = self.listed(source="tabular")
        for most in (10**30, 1e30, "1E30", ".1e31"):
            self.assertEqual(self.listed(source="tabular", where=[f"macs<={most}"]), everything)
        for vertices in (7, 7.0):
            found = self.listed(source="tabular", where=Condition("vertices", "=", vertices))
            self.assertIn(found[0], everything)

    def test_the_source_of_a_fitness_is_a_condition(self):
        measured = self.listed(source="tabular")
        for where in ("source=tabular", ["source != surrogate", "edges>0"]):
            self.assertEqual(self.listed(where=where), measured)
        page = self.bench.list_fitness(INSTANCE, where="source=surrogate", limit=1000, epochs=12)
        self.assertEqual({one["source"] for one in page["results"]}, {"surrogate"})
        only = self.listed(source="surrogate", where="source=tabular", epochs=12)
        self.assertEqual(only, [])

    def test_a_wrong_condition_is_refused_with_what_was_probably_meant(self):
        for condition, wrong in (
            ("latencyMs", "has no operator. Write a name, an operator and a number"),
            ("latencyMs==12", "there are <=, >=, <, >, =, !=. Did you mean =?"),
            ("<=12", "has no name"),
            ("latencyMs<=fast", '"fast" is not a number.'),
            ("latencyMs<=nan", '"nan" is not a number.'),
            (f"latencyMs<={10**119}", "at most 120 characters"),
            ("latencyMs<=1e999", '"1e999" is not a number.'),
            ("latencyMs<=1e-400", "1e-400 is too small for a number; write 0, or a larger number."),
            ("latencyMs<=1_0", '"1_0" is not a number.'),
            ("source=tablar", 'not "tablar". Did you mean tabular?'),
            ("source<tabular", "source has no order"),
            ("latency_ms<=12", "has no latency_ms. Did you mean latencyMs? It has: "),
            ("train_accuracy<=12", "has no train_accuracy. Did you mean trainOverallAccuracy?"),
            ("colour>=1", f"{INSTANCE} has no colour. It has: "),
        ):
            with self.assertRaises(RequestInvalidError, msg=condition) as caught:
                self.bench.list_fitness(INSTANCE, where=["edges>1", condition])
            self.assertEqual([one["pointer"] for one in caught.exception.errors], ["/where/1"])
            self.assertIn(wrong, caught.exception.errors[0]["detail"])

    def test_a_wrong_listing_is_refused(self):
        cursor = self.bench.list_fitness(INSTANCE, source="tabular", limit=1)["next"]
        self.assertIsNotNone(cursor)
        for wrong in (
            {"sort": "colour"},
            {"where": "latencyMs"},
            {"where": ["edges>1"] * 33},
            {"where": "edges>1" + " " * 200},
            {"limit": 0},
            {"limit": 1001},
            {"cursor": "nonsense"},
            {"cursor": cursor, "sort": "latencyMs"},
        ):
            with self.assertRaises(RequestInvalidError, msg=repr(wrong)):
                self.bench.list_fitness(INSTANCE, source="tabular", **wrong)
        with self.assertRaises(NotEvaluatedError):
            self.bench.list_fitness(INSTANCE, source="surrogate", epochs=36)
