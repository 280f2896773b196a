"""Validates a citation file.

python validate_citation.py PATH
"""

import sys
from pathlib import Path

from cffconvert.citation import Citation

Citation(Path(sys.argv[1]).read_text(encoding="utf-8"), src=sys.argv[1]).validate()
print("valid")
