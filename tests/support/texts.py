"""How pandas keeps text in these tests: imported before any table is read.

It is as the command line has it, without pyarrow, unless ``DRENTHE_GEO_TEST_STRINGS`` of the
environment says ``pyarrow``. That both give the same bytes is a law of every answer (see
`tests/answers/test_every_answer.py`), and notebooks run as who works in Python has it. On tables
of a few rows, as those of made-up areas are, pyarrow takes a quarter longer.
"""

from __future__ import annotations

import os

import pandas as pd

STRINGS = os.environ.get("DRENTHE_GEO_TEST_STRINGS", "python")

pd.options.mode.string_storage = STRINGS
