"""Loads every record set of Croissant metadata and prints how many records each has, as JSON.

A warning of the library is an error here.

python load_croissant.py ADDRESS
"""

import json
import logging
import sys

import mlcroissant

warnings = []
handler = logging.Handler(logging.WARNING)
handler.emit = lambda record: warnings.append(record.getMessage())
for logger in (logging.getLogger(), logging.getLogger("absl")):
    logger.addHandler(handler)

dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
sets = [one.id for one in dataset.metadata.record_sets]
counts = {name: sum(1 for _ in dataset.records(name)) for name in sets}
if warnings:
    sys.exit("\n".join(warnings))
print(json.dumps(counts))
