"""What there is to write of an answer, said in the language of its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from drenthe_geo.io.out.columns import headings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from drenthe_geo.io.out.columns import Column, Columns, Heading
    from drenthe_geo.words.table import Words


@dataclass(frozen=True)
class Sheet:
    """A table that only a workbook has, for it is as people read and not as programs do."""

    table: pd.DataFrame
    # What is said of its columns.
    columns: Mapping[str, Column] = field(default_factory=dict)
    # Kind of the numbers of each row; of those of its columns where not given.
    row_kinds: Sequence[str] = ()


@dataclass(frozen=True)
class Grid:
    """Square cells with numbers, written as a picture of cells and not as thousands of areas."""

    cells: gpd.GeoDataFrame
    cell_m: float
    # Columns of numbers; of others it is told whether a cell has something in them.
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """What there is to write, with messages said.

    Parameters
    ----------
    question : str
        Name of the question.
    words : Words
        Words of the files.
    date : str
        Date of the data.
    decimals : int
        Decimals of the numbers in tables.
    about : mapping of str to object
        How the answer was made, as its ``about.json`` has it.
    tables : mapping of str to pandas.DataFrame
        Tables by name.
    layers : mapping of str to mapping of str to geopandas.GeoDataFrame
        Layers by group and name.
    columns : mapping of str to mapping of str to Column
        What is said of columns that the words do not know.
    sheets : mapping of str to Sheet
        Tables of the workbook alone.
    ground : mapping of str to geopandas.GeoDataFrame
        Land, roads and borders below the layers, for what opens as a map.
    grids : mapping of str to Grid
        Cells by the name of their file.
    """

    question: str
    words: Words
    date: str
    decimals: int
    about: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    layers: Mapping[str, Mapping[str, gpd.GeoDataFrame]]
    columns: Columns = field(default_factory=dict)
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    ground: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)

    def headings(self, table: str) -> list[Heading]:
        """Say the columns of a table."""
        given = self.columns.get(table, {})
        return headings_of(table, self.tables[table].columns, self.words, given)

    def of_table(self, table: str, what: str) -> str:
        """Say the name of a table, or what its rows are; tables of two questions can be alike."""
        for name in (f"{self.question}_{table}", table):
            key = f"out.table.{name.replace('-', '_')}.{what}"
            if self.words.has(key):
                return self.words.say(key)
        return table
