"""Which cells, in which order, on which images."""

from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest
from eo_nas_bench.module_hash import module_hash, representative

from eo_nas_evaluate.cells import cells_up_to, seeded_order
from eo_nas_evaluate.errors import EvaluateError
from eo_nas_evaluate.plan import cell_line, parse_cell_line
from eo_nas_evaluate.splits import check_split, stratified_split

from .support import published


def test_there_are_1_7_91_and_2_532_cells_of_up_to_2_to_5_vertices() -> None:
    assert [len(cells_up_to(size)) for size in (2, 3, 4, 5)] == [1, 7, 91, 2532]


def test_the_2_532_cells_are_those_of_ec_nas_bench() -> None:
    path = published("ec-nas-bench/results_flat.csv.gz")
    with gzip.open(path, "rt", newline="") as file:
        hashes = {row["module_hash"] for row in csv.DictReader(file)}
    assert set(cells_up_to(5)) == hashes


def test_a_cell_has_the_form_that_nasbench_101_meets_first() -> None:
    for name, cell in cells_up_to(4).items():
        assert module_hash(cell) == name
        assert representative(cell) == cell


def test_the_order_depends_on_the_seed_alone() -> None:
    names = list(cells_up_to(4))
    assert seeded_order(names, 1) == seeded_order(names[::-1], 1)
    assert seeded_order(names, 1) != seeded_order(names, 2)
    assert sorted(seeded_order(names, 1)) == names


def test_a_written_cell_is_read_back() -> None:
    for name, cell in cells_up_to(4).items():
        assert parse_cell_line(cell_line(name, cell)) == (name, cell)


def test_a_cell_whose_hash_is_not_its_matrix_is_refused() -> None:
    (first, cell), (second, _) = list(cells_up_to(3).items())[:2]
    with pytest.raises(EvaluateError, match=f"says {second}, but its matrix is {first}"):
        parse_cell_line(cell_line(second, cell))


def test_a_split_holds_each_class_by_its_shares_and_each_image_once() -> None:
    labels = np.repeat(np.arange(3, dtype=np.int64), [50, 30, 20])
    split = stratified_split(labels, [0.6, 0.2, 0.2], 1)
    for name, counts in {"train": [30, 18, 12], "validation": [10, 6, 4]}.items():
        assert np.bincount(labels[split[name]]).tolist() == counts
    assert sorted(index for part in split.values() for index in part) == list(range(100))


def test_any_prefix_of_a_split_is_stratified() -> None:
    labels = np.repeat(np.arange(3, dtype=np.int64), [500, 300, 200])
    train = stratified_split(labels, [0.6, 0.2, 0.2], 1)["train"]
    counts = np.bincount(labels[train[:100]])
    assert np.abs(counts - [50, 30, 20]).max() <= 1


def test_a_split_is_the_same_for_the_same_seed() -> None:
    labels = np.arange(90, dtype=np.int64) % 3
    first = stratified_split(labels, [0.6, 0.2, 0.2], 1)
    assert first == stratified_split(labels, [0.6, 0.2, 0.2], 1)
    assert first != stratified_split(labels, [0.6, 0.2, 0.2], 2)


@pytest.mark.parametrize(
    ("split", "reason"),
    [
        ({"train": [0], "validation": [1], "test": [1]}, "image 1 twice"),
        ({"train": [0], "validation": [1], "test": [9]}, "names image 9"),
        ({"train": [0], "validation": [1], "test": []}, "no test images"),
    ],
)
def test_a_wrong_split_is_refused(split: dict[str, list[int]], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        check_split(split, 3)
