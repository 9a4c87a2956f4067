"""Formats of what is written, in one table: to add one is to add an entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from drenthe_geo.contracts.arguments import names_in
from drenthe_geo.contracts.extras import require_extra
from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.io.out.layers import (
    write_geojson,
    write_geoparquet,
    write_parquet,
)
from drenthe_geo.io.out.plain import write_csv, write_csv_nl
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sized
    from pathlib import Path

    import pandas as pd

    from drenthe_geo.io.out.content import Content

    Write = Callable[[Content, Path], None]


@dataclass(frozen=True)
class Format:
    """One format: what it writes of tables and of layers, and the packages that this takes."""

    tables: Write | None = None
    layers: Write | None = None
    packages: tuple[str, ...] = ()


def _csv(content: Content, folder: Path) -> None:
    for stem, table in content.tables.items():
        write_csv(table, folder / f"{stem}.csv", decimals=content.decimals)


def _csv_nl(content: Content, folder: Path) -> None:
    for stem, table in content.tables.items():
        write_csv_nl(
            table,
            folder / f"{stem}.nl.csv",
            headings=content.headings(stem),
            words=content.words,
            decimals=content.decimals,
        )


def _xlsx(content: Content, folder: Path) -> None:
    from drenthe_geo.io.out.workbook import write_workbook  # noqa: PLC0415 - few ask for it

    write_workbook(content, folder / f"{content.question}.xlsx")


def _parquet(content: Content, folder: Path) -> None:
    for stem, table in content.tables.items():
        write_parquet(table, folder / f"{stem}.parquet")


def _geoparquet(content: Content, folder: Path) -> None:
    for stem, layers in content.layers.items():
        write_geoparquet(layers, folder, stem=stem, words=content.words, given=content.columns)


def _gpkg(content: Content, folder: Path) -> None:
    from drenthe_geo.io.out.gis.write import write_gis  # noqa: PLC0415 - few answers have layers

    write_gis(content, folder)


def _geojson(content: Content, folder: Path) -> None:
    for stem, layers in content.layers.items():
        write_geojson(layers, folder, stem=stem, words=content.words, given=content.columns)


FORMATS = {
    "csv": Format(tables=_csv),
    "csv-nl": Format(tables=_csv_nl),
    "xlsx": Format(tables=_xlsx, packages=("xlsxwriter",)),
    "parquet": Format(tables=_parquet, layers=_geoparquet, packages=("pyarrow",)),
    "gpkg": Format(layers=_gpkg, packages=("pyogrio",)),
    "geojson": Format(layers=_geojson),
}
"""Formats by name."""

DEFAULT_TABLES, DEFAULT_LAYERS = ("csv", "xlsx"), ("gpkg",)
"""What tables and layers are written in where no format that is asked for holds them."""

MOST_ROWS = 1_048_575
"""Rows of a sheet below its headings, the most that a spreadsheet has."""

MOST_BY_DEFAULT = 100_000
"""Rows of all tables up to which a workbook is made without being asked for: a few seconds."""

MOST_COLUMNS = 16_384
"""Columns of a sheet."""


def read_formats(given: str | Iterable[str] | None) -> tuple[str, ...]:
    """Read names of formats, in a list or with commas between; each counts once.

    Parameters
    ----------
    given : str or iterable of str, optional
        The names.

    Returns
    -------
    tuple of str
        The names in the order of `FORMATS`; none where nothing is given.

    Raises
    ------
    ArgumentError
        If there is no such format, or none is named.

    Examples
    --------
    >>> read_formats("xlsx, CSV-nl")
    ('csv-nl', 'xlsx')
    >>> read_formats(None)
    ()
    """
    asked = [given] if isinstance(given, str) else list(given or ())
    if not asked:
        return ()
    names = names_in(asked)
    if not names:
        raise ArgumentError("out.no_format", choices=list(FORMATS))
    for name in names:
        if name not in FORMATS:
            raise unknown_choice("format", name, FORMATS)
        if name == "parquet":
            require_extra("pyarrow", f"--format {name}")
    return tuple(name for name in FORMATS if name in names)


def chosen_formats(
    asked: tuple[str, ...], tables: Iterable[pd.DataFrame]
) -> tuple[list[str], list[str], list[Message]]:
    """Choose the formats of tables and of layers, and say what is left out by default.

    A format that is asked for stands in place of the default of what it holds.

    Raises
    ------
    ArgumentError
        If a workbook is asked for, and a table is too large for a sheet.
    """
    of_tables = [name for name in asked if FORMATS[name].tables]
    of_layers = [name for name in asked if FORMATS[name].layers]
    shapes = [table.shape for table in tables]
    most, every = max((rows for rows, _ in shapes), default=0), sum(rows for rows, _ in shapes)
    widest = max((columns for _, columns in shapes), default=0)
    notes = []
    if "xlsx" in of_tables and (most > MOST_ROWS or widest > MOST_COLUMNS):
        raise ArgumentError(
            "out.too_large", rows=most, columns=widest, most=MOST_ROWS, wide=MOST_COLUMNS
        )
    if not of_tables:
        of_tables = list(DEFAULT_TABLES)
        if "xlsx" in of_tables and (every > MOST_BY_DEFAULT or widest > MOST_COLUMNS):
            of_tables.remove("xlsx")
            notes.append(Message("out.no_workbook", rows=every, most=MOST_BY_DEFAULT))
    return of_tables, of_layers or list(DEFAULT_LAYERS), notes


def write_formats(content: Content, folder: Path, formats: tuple[list[str], list[str]]) -> None:
    """Write tables and layers, each in their formats."""
    for names, there, part in zip(
        formats, (content.tables, content.layers), ("tables", "layers"), strict=True
    ):
        for name in names if there else ():
            write: Write = getattr(FORMATS[name], part)
            write(content, folder)


def packages_of(formats: tuple[list[str], list[str]], tables: Sized, layers: Sized) -> set[str]:
    """Name the packages that formats take for what there is to write."""
    there = [*(formats[0] if tables else ()), *(formats[1] if layers else ())]
    return {package for name in there for package in FORMATS[name].packages}
