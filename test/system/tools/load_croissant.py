"""Loads every record set of Croissant metadata and prints how many records each has, as JSON.

python load_croissant.py ADDRESS
"""

import json
import sys

import mlcroissant

dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
sets = [one.id for one in dataset.metadata.record_sets]
print(json.dumps({name: sum(1 for _ in dataset.records(name)) for name in sets}))
