"""Encodings of cells: the same numbers as the service's."""

import hashlib
import os
from pathlib import Path

import numpy
import pytest
from vectors import vectors

from eo_nas_bench.search import SearchSpace, encodings, genotype_of
from eo_nas_bench.search.extras.onnx import OnnxSurrogate
from eo_nas_bench.search.features import features

INSTANCE = "vector-instance"
#: In the graph hamming-289 of the service, of the first of the sample of seed 1.
NEIGHBOURS = [
    "0d5bbc2dfb430584c333501efd775d6a",
    "929863bb2021136b264355a9e51cf05b",
    "a2d3f154183c31727a9efe194ff05894",
    "a4c219ef9ab66f5d4fa16d6beb29d986",
    "d8932b0f0fc1ed4479ee283216448e87",
    "e552b148c8add84a913d1f685e89e451",
    "fab21e229117a9faf00b80d643d20d72",
]
#: Validation overall accuracy that the service's own predictor gives of the sample of seed 1.
MEANS = [0.586540818, 0.591507018, 0.593729973]


def test_features_have_the_bits_that_the_surrogates_were_trained_on(files):
    sampled = files.sample_architectures(3000, seed=1)["results"]
    found = features(sampled)
    # The digest that test/surrogate/features.test.ts has, of the same sample.
    assert hashlib.sha256(found.tobytes()).hexdigest() == (
        "15c11acb264317396e9f672ca561c208f3f89fb2db84fe91db2d734c302b47ea"
    )
    genotypes = [genotype_of(one["matrix"], one["operations"]) for one in sampled[:5]]
    assert numpy.array_equal(features(genotypes), found[:5])


def test_the_onnx_file_of_a_release_predicts_in_python(files):
    folder = Path(os.environ["EO_NAS_BENCH_TEST_RELEASE"])
    surrogate = OnnxSurrogate(folder / f"{INSTANCE}-1.onnx")
    sampled = files.sample_architectures(3, seed=1)["results"]
    found = surrogate.predict(sampled, [3, 3, 3])
    place = surrogate.outputs.index("108/overallAccuracy.validation")
    assert found["mean"][:, place] == pytest.approx(MEANS, abs=1e-5)
    assert numpy.all(found["standardDeviation"] > 0)
    farther = surrogate.predict(sampled, [6, 6, 6])
    assert numpy.all(farther["standardDeviation"][:, place] >= found["standardDeviation"][:, place])


def test_the_expanded_encoding_has_an_entry_for_each_edge():
    for one in vectors("fitness")["architectures"]:
        bits = encodings.expanded(one["matrix"], one["operations"])
        assert len(bits) == 289
        assert sum(bits) == sum(map(sum, one["matrix"]))


def test_paths_are_the_sequences_of_operations():
    chain = [[0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    operations = ["input", "conv1x1-bn-relu", "maxpool3x3", "output"]
    bits = encodings.path(chain, operations)
    assert len(bits) == 364
    # (maxpool) is 3; (conv1x1, maxpool) is 2 + 3 * 3.
    assert [place for place, bit in enumerate(bits) if bit] == [3, 11]
    assert encodings.path([[0, 1], [0, 0]], ["input", "output"])[0] == 1


@pytest.mark.parametrize("place", [0, 3, 7])
def test_an_encoding_reads_a_genotype_as_its_cell(place):
    one = vectors("fitness")["architectures"][place]
    genotype = genotype_of(one["matrix"], one["operations"])
    assert encodings.path(genotype.matrix, genotype.operations) == encodings.path(
        one["matrix"], one["operations"]
    )
    assert len(encodings.one_hot(genotype)) == 36
    assert len(encodings.short(one["matrix"], one["operations"])) == 54


def test_hamming_neighbours_differ_in_one_bit_and_are_neighbours_in_both_directions(files):
    space = SearchSpace(files)
    for one in files.sample_architectures(4, seed=5)["results"]:
        own = numpy.array(encodings.expanded(one["matrix"], one["operations"]))
        found = space.neighbours(one["hash"], "hamming-289")
        assert found
        assert set(found) <= set(space.neighbours(one["hash"]))
        for digest in found[:3]:
            other = files.get_architecture(digest)
            bits = numpy.array(encodings.expanded(other["matrix"], other["operations"]))
            assert (own != bits).sum() == 1
            assert one["hash"] in space.neighbours(digest, "hamming-289")


def test_hamming_neighbours_are_those_of_the_whole_graph(files):
    # What buildNeighbourGraph(space, "hamming-289") has of the sample of seed 1.
    (one,) = files.sample_architectures(1, seed=1)["results"]
    assert SearchSpace(files).neighbours(one["hash"], "hamming-289") == NEIGHBOURS
