"""The README names what there is, and its examples are Python."""

import re
import unittest
from pathlib import Path

import eo_nas_bench
from eo_nas_bench import Client, nasbench_api

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "client/python/README.md").read_text(encoding="utf-8")


class Docs(unittest.TestCase):
    def test_every_public_method_is_in_the_readme(self):
        for kind in (Client, nasbench_api.NASBench):
            methods = {name for name, member in vars(kind).items() if callable(member)}
            for name in methods - {"close", "hash_count"}:
                if not name.startswith("_"):
                    self.assertTrue(re.search(rf"`{name}`", README), f"{name} is not in the README")

    def test_examples_are_python_and_import_what_there_is(self):
        blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
        self.assertGreater(len(blocks), 2)
        for block in blocks:
            compile(block, "README.md", "exec")
            for line in block.splitlines():
                if line.startswith("from "):
                    exec(line, {})

    def test_what_is_exported_exists(self):
        for name in eo_nas_bench.__all__:
            self.assertTrue(hasattr(eo_nas_bench, name))


if __name__ == "__main__":
    unittest.main()
