"""The service and the release files that the tests share; the system test starts both."""

import os

import pytest

from eo_nas_bench import Client


@pytest.fixture(scope="session")
def service():
    """A client of the running service."""
    url = os.environ.get("EO_NAS_BENCH_TEST_URL")
    if url is None:
        pytest.skip("EO_NAS_BENCH_TEST_URL names no service")
    with Client(url, retries=0) as client:
        yield client


@pytest.fixture(scope="session")
def files():
    """A client of the same release in files."""
    folder = os.environ.get("EO_NAS_BENCH_TEST_RELEASE")
    if folder is None:
        pytest.skip("EO_NAS_BENCH_TEST_RELEASE names no release")
    with Client(folder) as client:
        yield client
