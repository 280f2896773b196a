"""Loads every configuration of a folder with Hugging Face's datasets; prints rows and columns as JSON.

python load_datasets.py FOLDER CACHE
"""

import json
import sys

import datasets

folder, cache = sys.argv[1:]
datasets.disable_progress_bars()


def shape(loaded):
    return {"rows": loaded.num_rows, "columns": loaded.column_names}


configurations = datasets.get_dataset_config_names(folder)
loaded = {
    name: shape(datasets.load_dataset(folder, name, split="train", cache_dir=cache))
    for name in configurations
}
default = shape(datasets.load_dataset(folder, split="train", cache_dir=cache))
print(json.dumps({"default": default, "configurations": loaded}))
