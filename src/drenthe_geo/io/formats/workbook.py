"""Workbooks of Excel: a sheet as headings and rows; nothing is calculated."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO

from drenthe_geo.errors import FileError
from drenthe_geo.files.gate import BYTES_PER_MB
from drenthe_geo.io.formats.cells import Cells, cells_of
from drenthe_geo.units import WHOLE_IN_FLOAT64
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

MOST_UNZIPPED_MB = 500.0

FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    OverflowError,
    RuntimeError,
)
"""What openpyxl, zipfile (RuntimeError: locked, or a way of packing that it does not know) and the
readers of XML (SyntaxError: that of Python, and lxml where it is installed) raise of a file that is
no sound workbook. All of it ends in one sentence."""

LOCKED = b"\xd0\xcf\x11\xe0"
"""How a workbook begins that is locked with a password, or is of the old kind (.xls)."""


ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}


def read_workbook(path: Path, sheet: str | None = None) -> Cells:
    """Read a sheet of a workbook; which must be told where several hold something."""
    import openpyxl  # noqa: PLC0415 - only for workbooks

    with path.open("rb") as file:
        if file.read(4) == LOCKED:
            raise FileError("io.workbook_locked", file=path.name)
    _require_small(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Opened here and closed here: openpyxl leaves a broken one that it opened open.
            with path.open("rb") as file:
                values = openpyxl.load_workbook(file, read_only=True, data_only=True)
                chosen = _chosen(values, sheet, path)
                rows = _rows(values[chosen])
            with path.open("rb") as file:
                formulas = _formulas(file, chosen, rows)
    except FileError:
        raise
    except FAULTS as error:
        raise FileError("io.not_what_it_says", file=path.name, kind="Excel") from error
    if not rows:
        raise FileError("io.empty_sheet", file=path.name, sheet=chosen)
    table = cells_of(rows[0], rows[1:])
    table.problems += formulas
    for number, row in enumerate(table.rows, start=1):
        wrong = [cell for cell in row if isinstance(cell, str) and cell in ERRORS]
        table.problems += [Message("io.cell_error", row=number, value=cell) for cell in wrong[:1]]
    return table


def _require_small(path: Path) -> None:
    """Raise unless a file is a zip that unpacks to a size that can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            size_mb = sum(one.file_size for one in archive.infolist()) / BYTES_PER_MB
    except FAULTS as error:
        raise FileError("io.not_what_it_says", file=path.name, kind="Excel") from error
    if size_mb > MOST_UNZIPPED_MB:
        said = {"size": size_mb, "most": MOST_UNZIPPED_MB}
        raise FileError("io.zip_too_large", file=path.name, **said)


def _chosen(book: Any, sheet: str | None, path: Path) -> str:  # noqa: ANN401 - openpyxl has no types
    """Tell which sheet is meant: the one told, or the only one that holds something."""
    names = [str(name) for name in book.sheetnames if hasattr(book[name], "iter_rows")]
    if sheet is not None:
        by_lower = {name.lower(): name for name in names}
        if sheet.lower() not in by_lower:
            raise FileError("io.no_such_sheet", file=path.name, sheet=sheet, names=names)
        return by_lower[sheet.lower()]
    filled = [
        name
        for name in names
        if any(cell is not None for row in _some_rows(book[name]) for cell in row)
    ]
    if len(filled) > 1:
        raise FileError("io.several_sheets", file=path.name, names=filled)
    if not filled:
        raise FileError("io.empty_sheet", file=path.name, sheet=names[0] if names else "")
    return filled[0]


def _some_rows(sheet: Any) -> Any:  # noqa: ANN401 - as above
    sheet.reset_dimensions()  # a file may say a size that it has not
    return sheet.iter_rows(values_only=True, max_row=50)


def _rows(sheet: Any) -> list[list[object]]:  # noqa: ANN401 - as above
    """Read all rows, numbers as numbers; a row that is not there is blank."""
    sheet.reset_dimensions()
    rows = [[_value(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return rows


def _value(cell: object) -> object:
    """Give the value of a cell: text without blanks around it, a whole number as a whole one."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < WHOLE_IN_FLOAT64:
        return int(cell)
    if isinstance(cell, (dt.datetime, dt.date, dt.time, dt.timedelta)):
        return cell.isoformat() if not isinstance(cell, dt.timedelta) else str(cell)
    return cell


def _formulas(file: BinaryIO, sheet: str, rows: list[list[object]]) -> list[Message]:
    """Say which cells hold a formula that no program has calculated yet: they look blank."""
    import openpyxl  # noqa: PLC0415 - only for workbooks

    raw = openpyxl.load_workbook(file, read_only=True, data_only=False)[sheet]
    raw.reset_dimensions()
    first = next((place for place, row in enumerate(rows) if any(row)), 0)
    for number, cells in enumerate(raw.iter_rows(values_only=True)):
        for place, cell in enumerate(cells):
            known = number < len(rows) and place < len(rows[number])
            value = rows[number][place] if known else None
            if isinstance(cell, str) and cell.startswith("=") and value is None:
                return [Message("io.formula", row=number - first, formula=cell[:40])]
    return []
