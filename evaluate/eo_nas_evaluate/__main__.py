"""``python -m eo_nas_evaluate``."""

import sys

from .command import main

sys.exit(main())
