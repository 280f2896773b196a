"""Architectures are what the shared vectors say."""

import unittest

from vectors import vectors

from eo_nas_bench import draws, predictive, space
from eo_nas_bench.cell import parse_cell
from eo_nas_bench.complexity import complexity
from eo_nas_bench.errors import ArchitectureInvalidError
from eo_nas_bench.module_hash import module_hash, representative


class Cells(unittest.TestCase):
    def test_hashes_pruned_forms_and_representatives_are_those_of_the_vectors(self):
        cases = vectors("hashing")
        for case in cases:
            cell, pruned = parse_cell(case["matrix"], case["operations"])
            self.assertEqual(module_hash(cell), case["hash"])
            self.assertEqual(pruned, case["pruned"])
            self.assertEqual(cell.matrix, case["prunedForm"]["matrix"])
            self.assertEqual(cell.operations, case["prunedForm"]["operations"])
            first = representative(cell)
            self.assertEqual(first.matrix, case["representative"]["matrix"])
            self.assertEqual(first.operations, case["representative"]["operations"])
        self.assertGreater(len(cases), 100)

    def test_isomorphic_forms_have_one_hash_and_one_representative(self):
        for case in vectors("isomorphism"):
            cells = [parse_cell(form["matrix"], form["operations"]).cell for form in case["forms"]]
            self.assertEqual({module_hash(cell) for cell in cells}, {case["hash"]})
            self.assertEqual(len({representative(cell) for cell in cells}), 1)

    def test_what_is_no_architecture_is_refused_with_its_reason(self):
        for case in vectors("validity"):
            with self.assertRaises(ArchitectureInvalidError) as refused:
                parse_cell(case["matrix"], case["operations"])
            self.assertEqual(refused.exception.reason, case["reason"])
            self.assertEqual(refused.exception.code, "architecture_invalid")

    def test_parameters_and_macs_are_those_of_the_vectors(self):
        found = vectors("complexity")
        for case in found["cells"]:
            cell = parse_cell(case["matrix"], case["operations"]).cell
            self.assertEqual(
                [complexity(cell, shape) for shape in found["shapes"]], case["complexities"]
            )

    def test_samples_are_those_of_the_vectors(self):
        for case in vectors("samples"):
            count, seed = case["count"], case["seed"]
            if case["method"] == "random":
                self.assertEqual(space.sample_uniform(count, seed), case["architectureIds"])
            else:
                self.assertEqual(space.sample_latin_hypercube(count, seed), case["hashes"])


class Draws(unittest.TestCase):
    def test_exponentials_logarithms_and_factors_have_the_same_bits(self):
        found = vectors("draws")
        for case in found["exponential"]:
            self.assertEqual(draws.exponential(case["x"]), case["exponential"])
        for case in found["naturalLogarithm"]:
            self.assertEqual(draws.natural_logarithm(case["x"]), case["logarithm"])
        for case in found["cholesky"]:
            self.assertEqual(predictive.cholesky(case["matrix"]), case["factor"])

    def test_deviations_and_draws_of_both_families_have_the_same_bits(self):
        found = vectors("draws")
        for case in found["deviations"]:
            distribution = predictive.distribution_of(case["distribution"])
            for of, expected in case["deviations"].items():
                known = predictive.standard_deviation(
                    distribution, case["mean"], case["standardDeviation"], of
                )
                self.assertEqual(known, expected, (case, of))
        for case in found["draws"]:
            described = {
                "epochs": case["epochs"],
                "measures": case["measures"],
                "correlations": case["correlations"],
            }
            budget = predictive.Predictive(case["instance"], described)
            for identity, expected in zip(case["architectureIds"], case["values"]):
                normal = budget.normals(case["seed"], identity)
                for one, value in zip(case["measures"], expected):
                    distribution = budget.distribution(one["measure"])
                    moments = one["mean"], one["standardDeviation"]
                    drawn = predictive.drawn(distribution, *moments, normal(one["measure"]))
                    self.assertEqual(drawn, value)

    def test_every_step_of_a_draw_has_the_same_bits(self):
        found = vectors("draws")
        for case in found["mix"]:
            self.assertEqual(draws.mix(case["word"]), case["mixed"])
        for case in found["fnv1a"]:
            self.assertEqual(draws.fnv1a(case["text"]), case["hash"])
        for case in found["normalQuantile"]:
            self.assertEqual(draws.normal_quantile(case["p"]), case["quantile"])

    def test_runs_are_those_of_the_vectors(self):
        for case in vectors("draws")["runs"]:
            drawn = [
                draws.random_run(case["seed"], case["instance"], case["epochs"], identity, runs)
                for runs in case["ofRuns"]
                for identity in case["architectureIds"]
            ]
            self.assertEqual(drawn, case["runs"])

    def test_normal_numbers_are_those_of_the_vectors(self):
        for case in vectors("draws")["normals"]:
            problem = (case["seed"], case["instance"], case["epochs"], case["measure"])
            drawn = [
                draws.random_normal(*problem, identity) for identity in case["architectureIds"]
            ]
            self.assertEqual(drawn, case["normals"])


if __name__ == "__main__":
    unittest.main()
