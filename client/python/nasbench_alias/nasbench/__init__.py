"""NASBench-101's module names, answered by EO NAS-Bench."""
