"""What is packed for the next run comes back as it was: values, kinds, names, order of memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from drenthe_geo.siting.reasons import InNature
from drenthe_geo.units import DS_PER_MIN
from drenthe_geo.words.message import Message, Texts
from drenthe_geo.work.cache import Cache
from drenthe_geo.work.packed import pack, unpack

if TYPE_CHECKING:
    from pathlib import Path

SITES = pd.Index(["a", "b", "c"], name="site")
MIXED = pd.DataFrame(
    {
        "rank": pd.Series([1, pd.NA, 3], dtype="Int64"),
        "count": [1, 2, 3],
        "fits": [True, False, True],
        "score": [0.5, np.nan, 1 / 3],
        "name": ["x", None, "x"],
        "words": pd.Series(["x", None, "y"], dtype=object),
        "gap": pd.Series(["x", np.nan, "y"], dtype=object),
        "why": [(InNature("veen"), Message("key", most=1.5)), (), (np.float64(2), Texts(nl="a"))],
    },
    index=SITES,
)
PLACES = gpd.GeoDataFrame(
    {"of": ["a", "b"]}, geometry=[shapely.Point(0.1, 1 / 3), None], crs="EPSG:28992"
)
VALUES: dict[str, Any] = {
    "mixed": MIXED,
    "none of them": MIXED.iloc[:0],
    "numbers by row": pd.DataFrame(np.arange(6.0).reshape(2, 3)),
    "numbers by column": pd.DataFrame(np.arange(6.0).reshape(2, 3).T, SITES, ["x", "y"]),
    "places": PLACES,
    "no places": PLACES.iloc[:0],
    "shapes": PLACES.geometry,
    "bare shapes": PLACES.geometry.to_numpy(),
    "column": MIXED["name"],
    "ids": SITES,
    "rows": pd.RangeIndex(3, name="row"),
    "plain": {"a": [1, None], "b": ("x", 2.5, True), "c": {}},
    "letters": np.array(["a", "bc"]),
}


def told(value: Any) -> Any:
    """Say all that can be told apart."""
    if isinstance(value, pd.DataFrame):
        cells = [told(value.iloc[:, at]) for at in range(value.shape[1])]
        return type(value), told(value.index), told(value.columns), cells, is_by_column(value)
    if isinstance(value, (pd.Series, pd.Index)):
        rows = [(type(one), repr(one)) for one in value.array]
        index = told(value.index) if isinstance(value, pd.Series) else None
        return type(value), value.dtype, value.name, rows, index, getattr(value, "crs", None)
    if isinstance(value, np.ndarray):
        return value.dtype, value.shape, [repr(one) for one in value.ravel()]
    return type(value), repr(value)


def is_by_column(table: pd.DataFrame) -> bool | None:
    is_whole = set(table.dtypes) == {np.dtype(float)}
    return bool(table.to_numpy().flags.f_contiguous) if is_whole else None


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("steps", [0, DS_PER_MIN])
def test_it_comes_back_as_it_was(name: str, steps: int, tmp_path: Path) -> None:
    cache, key, kinds = Cache(tmp_path), "0" * 40, (InNature,)
    cache.keep("cells", key, pack(VALUES[name], kinds=kinds, steps=steps))
    kept = cache.load("cells", key)
    assert kept is not None
    assert told(unpack(kept, kinds=kinds)) == told(VALUES[name])


@given(arrays(np.float64, st.tuples(st.integers(0, 4), st.integers(1, 3)), elements=st.floats()))
def test_no_bit_of_a_number_is_lost_in_steps(values: np.ndarray) -> None:
    for some in (values, np.rint(values) / DS_PER_MIN):
        found = unpack(pack(some, steps=DS_PER_MIN))
        is_nan = np.isnan(some)
        assert (np.isnan(found) == is_nan).all()
        assert found[~is_nan].tobytes() == some[~is_nan].tobytes()


def test_minutes_take_a_quarter_of_the_room() -> None:
    minutes = np.arange(1000) / DS_PER_MIN
    sizes = [sum(one.nbytes for one in pack(minutes, steps=by).values()) for by in (0, DS_PER_MIN)]
    assert sizes[1] < sizes[0] / 3


def test_tables_with_the_same_ids_keep_them_once() -> None:
    frames = {name: MIXED[["score"]].copy() for name in "abcdef"}
    assert len(pack(frames)) < len(pack({"a": frames["a"]})) + len(frames)
    found = unpack(pack(frames))
    assert all(one.index is found["a"].index for one in found.values())


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        {1: "x"},
        InNature("veen"),
        MIXED.assign(why=pd.Series([{1}, {2}, {3}], SITES, dtype=object)),
        MIXED.set_index(["name", "count"]),
        pd.DataFrame({"at": pd.to_datetime(["2026-01-01"])}),
        np.array([object()], dtype=object),
    ],
)
def test_what_would_not_come_back_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        pack(value)


def test_what_is_something_else_is_refused() -> None:
    held = pack(MIXED, kinds=[InNature])
    for spoiled in ({}, {"about": np.array([1], dtype=np.uint8)}, {"about": held["about"]}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            unpack(spoiled, kinds=[InNature])
    with pytest.raises(KeyError):
        unpack(held)
