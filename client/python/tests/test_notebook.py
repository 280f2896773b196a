"""The notebook runs from install to figure."""

import os
import warnings
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[1] / "examples/compare_searches.ipynb"


def test_the_notebook_downloads_the_worlds_that_it_searches():
    first, second, *_ = nbformat.read(NOTEBOOK, as_version=4).cells
    assert 'EO_NAS_BENCH_SEARCHED", "world"' in second["source"]
    assert "download SERVICE release --worlds`" in first["source"]


def test_the_notebook_ends_with_a_figure_and_a_table(tmp_path, monkeypatch):
    release = os.environ.get("EO_NAS_BENCH_TEST_RELEASE") or pytest.skip("no release")
    figure = tmp_path / "search.png"
    for name, value in {
        "EO_NAS_BENCH_RELEASE": release,
        "EO_NAS_BENCH_INSTANCE": "vector-instance",
        "EO_NAS_BENCH_SEARCHED": "surrogate",
        "EO_NAS_BENCH_RUNS": "4",
        "EO_NAS_BENCH_FIGURE": str(figure),
        "MPLBACKEND": "agg",
    }.items():
        monkeypatch.setenv(name, value)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with warnings.catch_warnings():
        # The libraries' own warnings are not this package's.
        warnings.simplefilter("ignore")
        NotebookClient(notebook, timeout=300).execute()
    assert figure.stat().st_size > 5000
    outputs = notebook.cells[-1]["outputs"]
    assert "p_holm" in outputs[-1]["data"]["text/plain"]
