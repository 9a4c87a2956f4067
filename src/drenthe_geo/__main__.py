"""``python -m drenthe_geo`` is the command line."""

import sys

from drenthe_geo.cli.main import main

sys.exit(main())
