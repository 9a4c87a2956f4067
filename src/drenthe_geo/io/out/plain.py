"""Tables as CSV: for programs, and for a spreadsheet of somebody who writes a decimal comma."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.io.out.cells import as_value, escaped, is_text, worded

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from pathlib import Path
    from typing import Any

    from drenthe_geo.io.out.columns import Heading
    from drenthe_geo.words.table import Words


def write_csv(table: pd.DataFrame, path: Path, *, decimals: int = 3) -> None:
    """Write a table as CSV without its index; three decimals tell a tenth of a second apart.

    Names of columns and codes stay; no text of it can be taken for a formula.
    """
    safe = without_formulas(table)
    safe.to_csv(path, index=False, float_format=f"%.{decimals}f", lineterminator="\n")


def without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Escape the texts and headings of a table; numbers stay numbers."""
    changed: dict[Hashable, Any] = {}
    for name in table.columns[[is_text(table[name]) for name in table.columns]]:
        cells = table[name]
        new = [escaped(one) if isinstance(one, str) else one for one in cells]
        if any(one is not old and one != old for one, old in zip(new, cells, strict=True)
               if isinstance(old, str)):  # fmt: skip
            changed[name] = pd.Series(new, index=cells.index, dtype=object)
    heads = {name: escaped(str(name)) for name in table.columns}
    heads = {name: head for name, head in heads.items() if head != str(name)}
    safe = table.assign(**{str(name): one for name, one in changed.items()}) if changed else table
    return safe.rename(columns=heads) if heads else safe


def write_csv_nl(
    table: pd.DataFrame, path: Path, *, headings: Sequence[Heading], words: Words, decimals: int
) -> None:
    """Write a table as a Dutch spreadsheet opens it: semicolons, decimal commas, a BOM.

    Headings and codes are in the language of the reader; numbers are those of the CSV file.
    """
    columns = [
        [_cell(value, heading, words, decimals) for value in table.iloc[:, number]]
        for number, heading in enumerate(headings)
    ]
    # Excel knows UTF-8 by its mark, and ends of lines of its own system.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([escaped(heading.head) for heading in headings])
        writer.writerows(zip(*columns, strict=True))


def _cell(value: object, heading: Heading, words: Words, decimals: int) -> str:
    plain = as_value(value)
    if plain is None:
        return ""
    if isinstance(plain, (bool, str)):
        return escaped(worded(plain, heading, words))
    if isinstance(plain, float):
        return with_comma(plain, decimals)
    return str(plain)


def with_comma(value: float, decimals: int) -> str:
    """Write a number with a decimal comma, without noughts at its end or thousands signs."""
    text = f"{value:.{decimals}f}"
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    if not part and whole == "-0":
        return "0"
    return f"{whole},{part}" if part else whole
