"""A release is taken home, resumed and checked."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from cutting_proxy import CuttingProxy
from vectors import vectors

import eo_nas_bench
from eo_nas_bench import Client, download_release
from eo_nas_bench.download import _selected
from eo_nas_bench.transport import Transport

INSTANCE = "vector-instance"
RELEASE = os.environ.get("EO_NAS_BENCH_TEST_RELEASE")
URL = os.environ.get("EO_NAS_BENCH_TEST_URL")
LARGE = f"{INSTANCE}.sqlite"
DESCRIPTIONS = ["README.md", "croissant.json"]
CUT_AFTER = 5_000_000
CHOSEN = {"formats": ["sqlite"], "instances": [INSTANCE]}


@unittest.skipUnless(URL and RELEASE, "EO_NAS_BENCH_TEST_URL names no service, see python.test.ts")
class Downloads(unittest.TestCase):
    def setUp(self):
        self.served = Path(str(RELEASE))
        self.manifest = json.loads((self.served / "manifest.json").read_text(encoding="utf-8"))
        self.proxy = CuttingProxy(str(URL))
        self.addCleanup(self.proxy.close)
        self.url = f"{self.proxy.url}/v1/releases/{self.served.name}"
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "new"
        self.part = self.folder / f"{LARGE}.part"

    def download(self, **options):
        return download_release(self.url, self.folder, **{**CHOSEN, "retries": 0, **options})

    def passed(self, name=LARGE):
        return [one for one in self.proxy.passed if one["file"] == name]

    def entry(self, name=LARGE):
        return next(one for one in self.manifest["files"] if one["name"] == name)

    def assert_same(self, name=LARGE):
        here, there = ((folder / name).read_bytes() for folder in (self.folder, self.served))
        self.assertTrue(here == there, f"{name} is another")

    def interrupted(self):
        self.proxy.cuts[LARGE] = [CUT_AFTER]
        with self.assertRaises(eo_nas_bench.UnreachableError):
            self.download()
        self.assertFalse((self.folder / LARGE).exists())
        self.assertFalse((self.folder / "manifest.json").exists())
        self.proxy.passed.clear()
        return self.part.stat().st_size

    def change(self, with_manifest):
        """Changes a byte of a file that is served; with the manifest, another is published."""
        file, manifest = self.served / LARGE, self.served / "manifest.json"
        content, text = file.read_bytes(), manifest.read_bytes()
        self.addCleanup(manifest.write_bytes, text)
        self.addCleanup(file.write_bytes, content)
        changed = content[:9] + bytes([content[9] ^ 1]) + content[10:]
        file.write_bytes(changed)
        if with_manifest:
            digests = [hashlib.sha256(one).hexdigest().encode() for one in (content, changed)]
            manifest.write_bytes(text.replace(*digests))

    def test_a_release_is_downloaded_told_of_and_opened(self):
        told = {}
        folder = self.download(
            formats=["sqlite"],
            instances=[INSTANCE],
            on_progress=lambda name, done, total: told.update({name: done / total}),
        )
        unwanted = {f"{INSTANCE}-1.onnx", "space-1.bin", "architectures.sqlite"}
        names = {one["name"] for one in self.manifest["files"]} - unwanted
        there = {path.name for path in folder.iterdir()}
        self.assertEqual(there, {*names, "manifest.json", *DESCRIPTIONS})
        listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
        self.assertEqual({one["name"] for one in listed}, names)
        for name in DESCRIPTIONS:
            text = (folder / name).read_text(encoding="utf-8")
            self.assertIn(LARGE, text)
            self.assertFalse([one for one in unwanted if one in text])
        self.assertEqual(told, {name: 1 for name in names})
        for name in names:
            self.assert_same(name)
        digest = vectors("fitness")["architectures"][0]["hash"]
        with Client(folder) as local, Client(str(URL)) as hosted:
            self.assertEqual(
                local.get_fitness(INSTANCE, digest), hosted.get_fitness(INSTANCE, digest)
            )
        self.proxy.passed.clear()
        self.download(formats="sqlite")
        passed = [one["file"] for one in self.proxy.passed]
        self.assertEqual(passed, ["manifest.json", *DESCRIPTIONS])

    def test_all_of_the_latest_release_is_described_as_the_service_has_it(self):
        url = f"{self.proxy.url}/v1/releases/latest"
        download_release(url, self.folder)
        for name in ("manifest.json", *DESCRIPTIONS):
            self.assert_same(name)
        for one in self.manifest["files"]:
            self.assert_same(one["name"])

    def test_one_that_was_interrupted_goes_on_where_it_broke_off(self):
        done = self.interrupted()
        self.assertTrue(0 < done <= CUT_AFTER)
        self.download()
        entry = self.entry()
        expected = {
            "file": LARGE,
            "Range": f"bytes={done}-",
            "If-Range": f'"{entry["sha256"]}"',
            "status": 206,
            "bytes": entry["sizeBytes"] - done,
        }
        self.assertEqual(self.passed(), [expected])
        self.assert_same()
        self.assertEqual(list(self.folder.glob("*.part*")), [])

    def test_a_connection_that_breaks_off_is_tried_again_from_where_it_was(self):
        self.proxy.cuts[LARGE] = [CUT_AFTER, CUT_AFTER]
        with mock.patch.object(Transport, "_wait"):
            self.download(retries=2)
        self.assertEqual([one["status"] for one in self.passed()], [200, 206, 206])
        self.assert_same()

    def test_a_file_that_was_altered_on_the_disk_is_downloaded_again_and_no_other(self):
        self.download()
        path = self.folder / "instances.json"
        content = path.read_bytes()
        for altered in (b"x" + content[1:], content[1:]):
            path.write_bytes(altered)
            self.proxy.passed.clear()
            self.download()
            names = [one["file"] for one in self.proxy.passed]
            self.assertEqual(names, ["manifest.json", "instances.json", *DESCRIPTIONS])
            self.assert_same("instances.json")

    def test_what_was_published_anew_in_between_is_fetched_whole(self):
        self.interrupted()
        self.change(with_manifest=True)
        self.download()
        (one,) = self.passed()
        self.assertEqual((one["status"], one["bytes"]), (200, self.entry()["sizeBytes"]))
        self.assertIn("Range", one)
        self.assert_same()

    def test_a_part_that_is_not_of_the_file_is_refused_or_thrown_away(self):
        done = self.interrupted()
        self.part.write_bytes(bytes(done))
        with self.assertRaisesRegex(
            eo_nas_bench.ReleaseFileError, rf"{LARGE} has the sha256 \w+ instead of \w+: it was"
        ):
            self.download()
        self.assertEqual(list(self.folder.glob(f"{LARGE}*")), [])
        for longer in (0, 1):
            self.interrupted()
            self.part.write_bytes(bytes(self.entry()["sizeBytes"] + longer))
            self.download()
            (one,) = self.passed()
            self.assertNotIn("Range", one)
            (self.folder / LARGE).unlink()
            (self.folder / "manifest.json").unlink()

    def test_what_is_served_and_is_not_what_the_manifest_says_is_refused(self):
        self.change(with_manifest=False)
        with self.assertRaises(eo_nas_bench.ReleaseFileError):
            self.download()
        self.assertEqual(list(self.folder.glob(f"{LARGE}*")), [])

    def test_what_there_is_not_is_told(self):
        with self.assertRaisesRegex(ValueError, f"no instance mars; there is {INSTANCE}"):
            self.download(instances=["mars"])
        for name in ("xml", "parquet"):
            with self.assertRaisesRegex(ValueError, f"no format {name}; there is sqlite"):
                self.download(formats=[name])
        self.url = f"{self.proxy.url}/v1/releases/r000000000000"
        with self.assertRaises(eo_nas_bench.ReleaseNotFoundError):
            self.download()

    def test_a_disk_that_refuses_is_told_at_once(self):
        self.folder.mkdir()
        self.part.mkdir()
        with self.assertRaisesRegex(eo_nas_bench.ReleaseFileError, "cannot be written"):
            self.download(retries=5)
        self.assertEqual(len(self.passed()), 1)

    def test_the_command_downloads_and_says_what_is_wrong(self):
        def run(*arguments):
            command = [sys.executable, "-m", "eo_nas_bench", "download", *arguments]
            return subprocess.run(command, capture_output=True, text=True, check=False)

        done = run(self.url, str(self.folder), "--format", "sqlite", "--instance", INSTANCE)
        self.assertEqual((done.returncode, done.stdout), (0, f"{self.folder}\n"))
        self.assertRegex(done.stderr, rf"{LARGE}: (\d+\.\d) of \1 MB\n")
        self.assert_same()
        refused = run(self.url, str(self.folder), "--instance", "mars")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("no instance mars", refused.stderr)
        refused = run(self.url, str(self.folder), "--format", "parquet")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("no format parquet; there is sqlite", refused.stderr)
        self.assertEqual(run("nowhere").returncode, 2)


class Selections(unittest.TestCase):
    def names(self, *names, formats=None, instances=None):
        manifest = {
            "instances": [{"id": "a"}, {"id": "a.b"}],
            "files": [{"name": name} for name in names],
        }
        return [one["name"] for one in _selected(manifest, formats, instances)]

    def test_a_file_is_of_one_format_and_one_instance_or_always_wanted(self):
        always = ["a.b-1.json", "CITATION.cff"]
        others = ["a.b.evaluations.parquet", "a.b-1.onnx", "a.sqlite", "a.predictions.csv.gz"]
        every = ["architectures.parquet", "architectures.jsonl.gz", *others, *always]
        self.assertEqual(self.names(*every), every)
        self.assertEqual(self.names(*every, formats=[]), always)
        self.assertEqual(
            self.names(*every, formats=["parquet", "onnx"], instances=["a.b"]),
            ["architectures.parquet", *others[:2], *always],
        )
        self.assertEqual(
            self.names(*every, formats=["csv", "sqlite"], instances=["a"]), [*others[2:], always[1]]
        )

    def test_what_the_files_do_not_have_is_refused_whatever_the_manifest_names(self):
        files = ["architectures.sqlite", "a.sqlite", "LICENCES.md"]
        self.assertEqual(self.names(*files, formats=["sqlite"], instances=["a"]), files[1:])
        with self.assertRaisesRegex(ValueError, r"There is no format parquet; there is sqlite\.$"):
            self.names(*files, formats=["parquet"])
        with self.assertRaisesRegex(ValueError, r"There is no instance a\.b; there is a\.$"):
            self.names(*files, instances=["a.b"])
        with self.assertRaisesRegex(ValueError, r"There is no instance a at all\.$"):
            self.names(instances=["a"])

    def test_no_file_is_written_elsewhere(self):
        for name in ("../evil.bin", "a/b", ".hidden", ""):
            with self.assertRaises(eo_nas_bench.ReleaseFileError):
                self.names(name)


if __name__ == "__main__":
    unittest.main()
