"""The examples say in a sentence what they cannot do."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from contextlib import closing
from pathlib import Path

INSTANCE = "vector-instance"
RELEASE = os.environ.get("EO_NAS_BENCH_TEST_RELEASE")
EXAMPLES = Path(__file__).parents[1] / "examples"


def run(example, *arguments):
    command = [sys.executable, str(EXAMPLES / f"{example}.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Examples(unittest.TestCase):
    def test_without_an_argument_they_say_how_they_are_called(self):
        for example in ("random_search", "aging_evolution"):
            done = run(example)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertEqual(done.stderr, f"usage: python {example}.py SOURCE [SECONDS] [SEED]\n")

    @unittest.skipUnless(RELEASE, "EO_NAS_BENCH_TEST_RELEASE names no release")
    def test_an_instance_without_a_validation_split_is_told_in_a_sentence(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = Path(folder.name) / "other.sqlite"
        shutil.copyfile(Path(str(RELEASE)) / f"{INSTANCE}.sqlite", file)
        with closing(sqlite3.connect(file)) as database, database:
            (text,) = database.execute(
                "SELECT value FROM meta WHERE key = 'instance_json'"
            ).fetchone()
            instance = json.loads(text)
            instance["metrics"][0]["splits"].remove("validation")
            changed = (json.dumps(instance),)
            database.execute("UPDATE meta SET value = ? WHERE key = 'instance_json'", changed)
        for example in ("random_search", "aging_evolution"):
            done = run(example, str(file), "30000")
            self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertIn("no validation accuracy", done.stderr)


if __name__ == "__main__":
    unittest.main()
