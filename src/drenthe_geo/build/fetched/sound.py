"""What a public source says, held to what it must be: numbers, codes and shapes that can be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from drenthe_geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

    from drenthe_geo.crs import Grid

COUNTS = frozenset({"inwoners", "dwellings", "students"})
"""What is counted, and so a whole number."""

DIGIT, FEW, GROUPED = r"\d", r"^\s*[<>]", r"\d[.,\s]\d{3}\s*$"
"""A text with digits is meant as a number; "<5" tells none; in "1.200" the dot is no decimal point,
as likely as not."""

COMMA = r"[+-]?\d+,\d+"
"""A number with a decimal comma, as tables of text have it."""

YEAR = r"\d{4}"


def sound_numbers(
    raw: pd.Series, *, kind: str, below: float, unknown: Collection[float], most: float, file: str
) -> pd.Series:
    """Read numbers; codes for what is not told are missing, and what can be none is refused.

    Parameters
    ----------
    raw : pandas.Series
        As the source has them, under its own name.
    kind : str
        Our name for them.
    below : float
        From here down a number is a code for what is not told.
    unknown : collection of float
        Further codes.
    most : float
        More than this no source counts.
    file : str
        Name of the file.

    Returns
    -------
    pandas.Series
        The numbers.

    Raises
    ------
    DataError
        If one is below nought, no whole number where things are counted, or beyond measure.
    """
    numbers = plain_numbers(raw)
    is_code = (numbers <= below) & np.isfinite(numbers) | numbers.isin(list(unknown))
    told = numbers.mask(is_code)
    wrong = (told < 0) | (told > most) | np.isinf(numbers)
    wrong |= _odd_words(raw, numbers) & ~is_code
    if kind in COUNTS:
        wrong |= told.notna() & (told % 1 != 0)
    if wrong.any():
        row = int(np.flatnonzero(wrong.to_numpy())[0])
        said = {"row": row + 1, "column": str(raw.name), "given": str(raw.iloc[row])[:MOST_SIGNS]}
        raise DataError("build.odd_number", file=file, count=int(wrong.sum()), **said)
    return told


MOST_SIGNS = 40
"""Of a value that is told."""


def plain_numbers(raw: pd.Series) -> pd.Series:
    """Read numbers, also those that are texts, with a decimal comma or blanks around them."""
    if raw.dtype.kind in "iufb":
        return raw.astype(float)
    words = raw.map(lambda one: one.strip() if isinstance(one, str) else one)
    commas = words.map(lambda one: isinstance(one, str) and bool(re.fullmatch(COMMA, one)))
    words = words.mask(commas.astype(bool), words.astype(str).str.replace(",", "."))
    return pd.to_numeric(words, errors="coerce").astype(float)


def _odd_words(raw: pd.Series, numbers: pd.Series) -> pd.Series:
    """Tell which are texts that are meant as numbers, and cannot be read for sure."""
    if raw.dtype.kind in "iufb":
        return pd.Series(data=False, index=raw.index)
    words = raw.where(raw.map(lambda one: isinstance(one, str)), "").astype(str)
    meant = words.str.contains(DIGIT) & ~words.str.contains(FEW)
    odd: pd.Series = meant & (numbers.isna() | words.str.contains(GROUPED))
    return odd


def require_years(years: pd.Series, file: str) -> None:
    """Refuse a column of years of which the newest cannot be found."""
    words = years.dropna().astype(str).str.removesuffix(".0")
    odd = words[~words.str.fullmatch(YEAR)]
    if len(odd):
        raise DataError("build.odd_year", file=file, given=str(odd.iloc[0])[:MOST_SIGNS])


def require_one_heading(rows: pd.DataFrame, file: str) -> None:
    """Refuse columns whose names are the same but for case: it would be luck which one counts."""
    names = pd.Series([str(one) for one in rows])
    same = names[names.str.lower().duplicated(keep=False)]
    if len(same):
        raise DataError("build.same_columns", file=file, names=sorted(same))


def require_filled(frame: pd.DataFrame, column: str, file: str) -> None:
    """Refuse rows without a code, or without a name."""
    blank = frame[column].isna() | (frame[column].astype(str).str.strip() == "")
    if blank.any():
        rows = np.flatnonzero(blank.to_numpy())
        said = {"row": int(rows[0]) + 1, "count": len(rows), "column": column}
        raise DataError("build.not_filled", file=file, **said)


def require_same(frame: pd.DataFrame, column: str, file: str) -> None:
    """Refuse one code with two different names or counts."""
    counts = frame.groupby("code")[column].nunique()
    if (counts > 1).any():
        said = {"code": str(counts.index[counts > 1][0]), "column": column}
        raise DataError("build.same_code", file=file, **said)


def require_apart(frame: gpd.GeoDataFrame, file: str, *, slip_share: float) -> None:
    """Refuse land that lies over other land: what lies there would count for one of the two.

    Slips are such a share of the smaller of two at most.
    """
    shapes, area = frame.geometry.to_numpy(), frame.geometry.area.to_numpy()
    one, other = frame.sindex.query(shapes, predicate="intersects")
    pair = one < other
    one, other = one[pair], other[pair]
    over = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    wrong = over > slip_share * np.minimum(area[one], area[other])
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        names = [str(frame["naam"].iloc[row]) for row in (one[at], other[at])]
        raise DataError("build.overlap", file=file, names=names)


def require_shapes(frame: gpd.GeoDataFrame, file: str) -> None:
    """Refuse rows that lie nowhere: what they count would be lost."""
    lacks = frame.geometry.isna() | frame.geometry.is_empty
    if lacks.any():
        rows = np.flatnonzero(lacks.to_numpy())
        raise DataError("build.no_shape", file=file, row=int(rows[0]) + 1, count=len(rows))


def require_on_grid(frame: gpd.GeoDataFrame, grid: Grid, file: str, *, each: bool) -> None:
    """Refuse what lies off the land of the CRS: it was moved, or x and y were swapped.

    Where not `each` row counts, as of a list of the whole kingdom, some must lie there.
    """
    west, south, east, north = frame.bounds.to_numpy(dtype=float).T
    (low_x, high_x), (low_y, high_y) = grid.x_range_m, grid.y_range_m
    off = ~((west <= high_x) & (east >= low_x) & (south <= high_y) & (north >= low_y))
    if off.any() if each else off.all():
        row = int(np.flatnonzero(off)[0])
        said = {"row": row + 1, "x": f"{west[row]:.7g}", "y": f"{south[row]:.7g}"}
        raise DataError("build.off_grid", file=file, grid=grid.code, count=int(off.sum()), **said)


def sound_polygons(frame: gpd.GeoDataFrame, file: str, *, slip_share: float) -> gpd.GeoDataFrame:
    """Mend slips of outlines, such a share of each; refuse what is no land, or crosses itself."""
    raw = frame.geometry.to_numpy()
    whole = shapely.make_valid(raw, method="structure", keep_collapsed=False)
    before, after = shapely.area(raw), shapely.area(whole)
    flat = (after > 0) & np.isin(shapely.get_type_id(whole), POLYGONS)
    crossed = np.abs(after - before) > slip_share * np.maximum(after, before)
    for wrong, key in ((~flat, "build.no_polygon"), (crossed, "build.crosses_itself")):
        if wrong.any():
            rows = np.flatnonzero(wrong)
            raise DataError(key, file=file, row=int(rows[0]) + 1, count=len(rows))
    return frame.set_geometry(list(whole))


POLYGONS = (3, 6)
"""Kinds of shapes by their number in shapely: a polygon, and several."""
