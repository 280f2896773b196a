"""How the examples are called: python EXAMPLE.py SOURCE [SECONDS] [SEED]."""

import os
import random
import sys

from eo_nas_bench import nasbench_api as api


def start():
    """The benchmark and the budget in seconds that the command line names."""
    if len(sys.argv) < 2:
        name = os.path.basename(sys.argv[0])
        print(f"usage: python {name} SOURCE [SECONDS] [SEED]", file=sys.stderr)
        sys.exit(2)
    source, *rest = sys.argv[1:]
    seed = int(rest[1]) if len(rest) > 1 else 0
    random.seed(seed)
    return api.NASBench(source, seed), float(rest[0]) if rest else 5e6
