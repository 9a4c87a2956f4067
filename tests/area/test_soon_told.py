"""What is soon told to fit does fit; all that is embedded is soon told."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from veldland import VELDLAND

from drenthe_geo.area import tables
from drenthe_geo.area.check import _converted, _fits
from drenthe_geo.area.schema import Field, fields_of

CELLS: dict[str, list[list[Any]]] = {
    "str": [["a", "b", None], ["a b", "c"], [None, None], ["1", "x"]],
    "boolean": [[True, None], [False, True]],
    "float64": [[1.0, np.nan], [np.inf, 1], [-5, 2.5], [2.0**53, 1], [2.0**53 + 2], [-(2.0**54)]],
    "Int64": [[1, None], [2**53, 2], [2**53 + 1, 0], [-(2**62), 3], [], [None]],
}
LIMITS = list(product((None, 0.0, 1.0), (None, 2.0, 10.0)))
WORDS = list(product(((), ("a", "b")), ("", " ")))


@pytest.mark.parametrize("kind", ["string", "number", "integer", "boolean"])
def test_what_is_soon_told_to_fit_is_no_misfit(kind: str) -> None:
    told = 0
    for (least, most), (choices, sign), dtype in product(LIMITS, WORDS, CELLS):
        field = Field("x", kind, choices=choices, minimum=least, maximum=most, separator=sign)
        for cells in CELLS[dtype]:
            column = pd.Series(cells, dtype=dtype)
            if _fits(column, field):
                told += 1
                assert not _converted(column, field)[1].any(), (field, cells)
    assert told


def test_all_that_is_embedded_is_soon_told() -> None:
    for name, entry in VELDLAND.resources.items():
        if str(entry["path"]).endswith(".csv"):
            fields = fields_of(entry)
            dtypes: Any = {one.name: tables.TYPES[one.kind] for one in fields}
            rows = pd.read_csv(VELDLAND.path(name), dtype=dtypes, **tables.HOW)
            there = [one for one in fields if one.name in rows]
            assert all(_fits(rows[one.name], one) for one in there), name
