"""Numbers and words in the columns of a table of roads; what is none is refused by its row."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.errors import LayerError
from drenthe_geo.io.edges.rules import network_rules
from drenthe_geo.osm.speeds import kmh_of
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

MOST_TEXT = 200
"""Signs of a list as text; a longer one is no list of classes or speeds."""

SHOWN = 40
"""Signs of a value that is shown in a refusal."""


def is_blank(value: object) -> bool:
    """Tell whether a cell says nothing."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return len(value) == 0
    return bool(pd.isna(value)) or (isinstance(value, str) and value.strip().lower() in BLANK)  # type: ignore[call-overload]


def blanks(cells: pd.Series) -> NDArray[np.bool_]:
    """Tell which cells say nothing; of numbers at once, as there may be a million."""
    if pd.api.types.is_numeric_dtype(cells):
        return cells.isna().to_numpy(dtype=bool)
    return cells.map(is_blank).to_numpy(dtype=bool)


BLANK = frozenset({"", "none", "nan", "null", "<na>"})


def numbers(
    values: pd.Series,
    column: str,
    what: Message,
    wanted: Message,
    *,
    blank: float | None = None,
    where: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """Read numbers from 0; blanks become `blank` where they may be. Not asked for is NaN."""
    cells = values.reset_index(drop=True)
    if pd.api.types.is_bool_dtype(cells) or not pd.api.types.is_numeric_dtype(cells):
        cells = cells.astype(object)
    empty = blanks(cells)
    read = pd.to_numeric(cells.where(~empty), errors="coerce").to_numpy(
        dtype=float, na_value=np.nan
    )
    is_flag = np.zeros(len(cells), dtype=bool)
    if cells.dtype == object:
        is_flag = cells.map(lambda one: isinstance(one, (bool, np.bool_))).to_numpy(dtype=bool)
    bad = ~np.isfinite(read) | (read < 0) | is_flag
    if blank is not None:
        bad &= ~empty
        read = np.where(empty, blank, read)
    if where is not None:
        bad &= where
        read = np.where(where, read, np.nan)
    refuse(cells, bad, column, what, wanted)
    return read


def refuse(
    cells: pd.Series, bad: NDArray[np.bool_], column: str, what: Message, wanted: Message
) -> None:
    """Refuse cells that cannot be read: the first with its row, how many, and what would do."""
    if bad.any():
        row = int(bad.argmax())
        said = {"what": what, "column": column, "wanted": wanted, "row": row + 1}
        said |= {"count": int(bad.sum()), "total": len(cells)}
        if is_blank(cells.iloc[row]):
            raise LayerError("io.empty_cells", **said)
        raise LayerError("io.bad_cells", value=shown(cells.iloc[row]), **said)


def shown(value: object) -> str:
    """Write a cell as it stands, shortened."""
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def parts(value: object) -> list[str]:
    """Split a cell that may hold several words: a list, a list as text, or joined by signs."""
    if isinstance(value, (list, tuple, set, np.ndarray)):
        return [word for one in value for word in parts(one)]
    if is_blank(value):
        return []
    text = str(value).strip()
    if text[0] in "[({" and len(text) <= MOST_TEXT:
        read = _list_of(text)
        if read is not None:
            return [word for one in read for word in parts(one)]
    return [word.strip() for word in re.split(r"[;,|]", text) if word.strip()]


def _list_of(text: str) -> list[object] | None:
    """Read a list as Python or JSON writes it; none if it is no list."""
    for read in (ast.literal_eval, json.loads):
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, (list, tuple, set)):
            return list(found)
    inner = text[1:-1].strip("{}")
    return list(inner.split(",")) if text[0] == "{" and text[-1] == "}" else None


def speeds_kmh(
    values: Iterable[Any],
    column: str,
    what: Message,
    where: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float64], tuple[Message, ...]]:
    """Read speeds: numbers, numbers with a unit, and the words of OpenStreetMap's maxspeed."""
    rules = network_rules()
    cells = pd.Series(list(values), dtype=object)
    kinds = cells.map(lambda one: str(one) if isinstance(one, (list, np.ndarray)) else one)
    codes, unique = pd.factorize(kinds)
    read: list[float] = []
    several: list[bool] = []
    for value in unique:
        kmh = [kmh_of(part) for part in _speed_parts(value)]
        read.append(float(np.mean(kmh)) if kmh and None not in kmh else np.nan)  # type: ignore[arg-type]
        several.append(len(set(kmh)) > 1)
    found = np.append(np.array(read, dtype=float), np.nan)[codes]
    bad = ~np.isfinite(found) | (found < rules.least_kmh) | (found > rules.most_kmh)
    if where is not None:
        bad &= where
        found = np.where(where, found, np.nan)
    wanted = Message("io.wanted.speeds", least=rules.least_kmh, most=rules.most_kmh)
    refuse(cells, bad, column, what, wanted)
    lists = int(np.append(np.array(several, dtype=bool), False)[codes].sum())
    said = Message("io.several_speeds", what=what, column=column, count=lists, total=len(cells))
    return found, (said,) if lists else ()


def _speed_parts(value: object) -> list[str]:
    """Split a speed that may be several; a comma before one digit is a decimal comma."""
    if isinstance(value, str) and re.fullmatch(r"\s*\d+,\d\s*", value):
        return [value.replace(",", ".")]
    if isinstance(value, str) and value.strip() == "none":
        return ["none"]  # no limit; Python's None as text is written None
    return parts(value)
