"""Statistics that compare searches, on numbers whose answers are known."""

import math

import pytest

from eo_nas_bench.search import Problem, random_search, run
from eo_nas_bench.search.comparison import (
    a12,
    anytime,
    curve,
    ecdf,
    expected_running_time,
    friedman_nemenyi,
    holm,
    wilcoxon,
)


def test_a_curve_is_the_best_cost_after_each_charged_evaluation(files):
    problem = Problem(files, "vector-instance", source="surrogate", evaluations=30)
    run(problem, random_search(problem, seed=1))
    found = curve(problem)
    assert len(found) == 30
    assert found == sorted(found, reverse=True)
    assert found[-1] == min(map(problem.cost, problem.trajectory.outcomes))


def test_a_band_has_the_median_and_quantiles_of_runs():
    band = anytime([[5, 1], [4, 4], [3, 3], [2, 2], [math.inf, 0]])
    assert (band.lower, band.median, band.upper) == ([3, 1], [4, 2], [5, 3])


def test_the_expected_running_time_counts_failed_runs():
    curves = [[3, 2, 1], [3, 3, 3], [1, 1, 1]]
    assert expected_running_time(curves, 1) == (3 + 3 + 1) / 2
    assert expected_running_time(curves, 0) == math.inf
    assert ecdf(curves, [1, 2]) == [2 / 6, 3 / 6, 4 / 6]


def test_a12_is_the_probability_of_the_smaller_number():
    assert a12([1, 2], [3, 4]) == 1
    assert a12([1, 2], [1, 2]) == 0.5
    assert a12([3], [1, 3]) == 0.25


def test_holm_corrects_step_by_step():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.5, 0.6]) == [1.0, 1.0]


def test_wilcoxon_tells_apart_what_differs():
    low = [value / 10 for value in range(10)]
    runs = {"low": low, "same": list(low), "high": [value + 5 for value in low]}
    by_names = {(one.one, one.other): one for one in wilcoxon(runs)}
    assert by_names["low", "same"].p == 1
    assert by_names["low", "high"].p_holm < 0.001
    assert by_names["low", "high"].a12 == 1
    paired = {(one.one, one.other): one for one in wilcoxon(runs, paired=True)}
    assert paired["low", "high"].p == pytest.approx(2 / 2**10)


def test_friedman_ranks_and_nemenyi_gives_their_critical_difference():
    runs = {"a": [1, 1, 1, 1], "b": [2, 2, 2, 3], "c": [3, 3, 3, 2]}
    ranking = friedman_nemenyi(runs)
    assert ranking.ranks == {"a": 1, "b": 2.25, "c": 2.75}
    # Demsar (2006), table 5: q is 2.343 for three algorithms.
    assert ranking.critical_difference == pytest.approx(2.343 * math.sqrt(12 / 24), abs=1e-3)
    assert ranking.p < 0.05
