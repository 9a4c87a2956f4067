"""What CBS hides of people is unknown in every reader, however written, and never added up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from drenthe_geo.build.fetched.area import settings_of
from drenthe_geo.build.fetched.people import cells_of, counted, of_gemeenten, said_of_gemeenten
from drenthe_geo.build.fetched.reading import named_columns
from drenthe_geo.errors import DataError
from drenthe_geo.fetch.manifest import FetchedFile

if TYPE_CHECKING:
    from pathlib import Path

CHOICES = settings_of("groningen")
READERS = (
    "squares_100m", "squares_500m", "buurten", "wijken", "postcode4", "postcode6",
)  # fmt: skip
CODES = (-99995, -99996, -99998, -99999)
FEW = -99997


def written(code: int) -> st.SearchStrategy[object]:
    """Write a number as sources do: whole, with a fraction of nought, or as text."""
    ways: list[object] = [code, float(code), str(code), f"{code}.0", f"{code},0", f" {code} "]
    return st.sampled_from(ways)


HIDDEN = st.one_of(
    st.sampled_from([None, "", ".", " .", "-", "x", float("nan")]),
    st.sampled_from(CODES).flatmap(written),
)
TOLD = st.integers(0, 3000)
AS_ONE = st.lists(
    st.one_of(
        TOLD.flatmap(lambda n: written(n).map(lambda way: ("told", n, way))),
        HIDDEN.map(lambda way: ("hidden", 0, way)),
        written(FEW).map(lambda way: ("few", 0, way)),
    ),
    min_size=1,
    max_size=8,
)


def sources_of(counts: list[object], **more: list[object]) -> Any:
    """Give sources whose every file has these numbers of people."""
    rows = pd.DataFrame({"code": [f"c{at}" for at in range(len(counts))]})
    # As a frame of features has them: a column of one type where it can be.
    rows["aantal_inwoners"] = pd.Series(counts, dtype=object).infer_objects()
    for name, one in more.items():
        rows[name] = pd.Series(one, dtype=object).infer_objects()
    shapes = [shapely.box(at, 0, at + 1, 1) for at in range(len(rows))]

    def frame(name: str, kind: str) -> gpd.GeoDataFrame:
        table = named_columns(rows, kind, name, CHOICES)
        return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:28992")

    def files(name: str) -> list[Any]:
        return [SimpleNamespace(file=name)]

    def has(*names: str) -> bool:
        return "wijken" in names

    return SimpleNamespace(frame=frame, files=files, has=has, settings=CHOICES)


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None, max_examples=25)
@given(rows=AS_ONE)
def test_hidden_people_are_counted_as_rows_and_never_added_up(
    name: str, rows: list[tuple[str, int, object]]
) -> None:
    known = counted(sources_of([way for _, _, way in rows]), name)
    kinds = [kind for kind, _, _ in rows]
    told = sum(count for _, count, _ in rows)
    few = kinds.count("few") if name.startswith("squares") else 0
    each = int(CHOICES["people"]["few_people"])
    assert known.frame["inwoners"].sum() == told + few * each
    assert (known.few, known.few + known.silent) == (few, len(kinds) - kinds.count("told"))
    assert (known.frame["inwoners"] >= 0).all()


@settings(deadline=None, max_examples=25)
@given(rows=AS_ONE)
def test_gemeenten_add_up_what_is_told_of_their_wijken(
    rows: list[tuple[str, int, object]],
) -> None:
    codes: list[object] = [f"GM000{at % 2 + 1}" for at in range(len(rows))]
    sources = sources_of([way for _, _, way in rows], gemeentecode=codes)
    named = {"code": ["GM0001", "GM0002"], "own": [True, len(rows) > 1]}
    shapes = [shapely.box(0, 0, 1, 1)] * 2
    outlines = gpd.GeoDataFrame(named, geometry=shapes, crs="EPSG:28992")
    found = of_gemeenten(sources, outlines, counted(sources, "wijken"))
    for at, code in enumerate(outlines["code"]):
        assert found[code] == sum(count for _, count, _ in rows[at::2])


@settings(deadline=None, max_examples=25)
@given(rows=AS_ONE)
def test_of_which_gemeenten_a_part_tells_nobody_is_said(
    rows: list[tuple[str, int, object]],
) -> None:
    codes: list[object] = [f"GM000{at % 2 + 1}" for at in range(len(rows))]
    sources = sources_of([way for _, _, way in rows], gemeentecode=codes)
    outlines = pd.DataFrame(
        {"code": ["GM0001", "GM0002"], "naam": ["A", "B"], "own": [True, False]}
    )
    hidden = sum(kind != "told" for kind, _, _ in rows[::2])
    said = said_of_gemeenten(sources, outlines)
    assert len(said) == (hidden > 0)
    if hidden:
        assert dict(said[0].values) == {"source": "wijken", "count": hidden, "names": ("A",)}


AGES = ("aantal_inwoners_15_tot_25_jaar", "aantal_inwoners_25_tot_45_jaar",
        "aantal_inwoners_45_tot_65_jaar")  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(parts=st.tuples(*[st.one_of(st.integers(0, 9), HIDDEN, written(FEW))] * 3))
def test_an_age_that_is_hidden_makes_the_share_of_the_row_unknown(
    parts: tuple[object, ...],
) -> None:
    ages = {name: [part] for name, part in zip(AGES, parts, strict=True)}
    known = counted(sources_of([40], **ages), "squares_100m")
    share = known.frame["share"].iloc[0]
    told = [part for part in parts if isinstance(part, int) and part >= 0]
    if len(told) < len(parts) or sum(told) == 0:
        assert pd.isna(share)
    else:
        assert share == pytest.approx(sum(told) / 40)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "odd", [-5, -99.0, "1.200", "1,200", "2,5", 2.5, "12 345", "1e3x"], ids=str
)
def test_what_is_neither_told_nor_hidden_is_refused(name: str, odd: object) -> None:
    with pytest.raises(DataError) as error:
        counted(sources_of([7, odd]), name)
    assert str(error.value).startswith(f"{name}: row 2 has '{odd}' in aantal_inwoners")


HIDDEN_ABROAD = ("-1", "", "-", ".", "–", "-99999")


@settings(deadline=None, max_examples=20)
@given(
    rows=st.lists(
        st.one_of(st.integers(0, 2000).map(str), st.sampled_from(HIDDEN_ABROAD)),
        min_size=1,
        max_size=9,
    ),
    new=st.integers(0, 1),
)
def test_a_cell_abroad_of_which_nothing_is_told_has_nobody(
    rows: list[str], new: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def code(at: int) -> str:
        return f"CRS3035RES1000mN{2689 + at}000E4337000" if new else f"1kmN{2689 + at}E4337"

    path: Path = tmp_path_factory.mktemp("de") / "grid.csv"
    lines = [f"{code(at)};{one}" for at, one in enumerate(rows)]
    path.write_text("\n".join(["GITTER_ID_1km;Einwohner", *lines]) + "\n", encoding="utf-8")
    file = FetchedFile(
        source="grid_1km_germany", file=path.name, address="", fetched="", bytes=0, sha256="",
        licence="", title="", credit={}, folder=path.parent,
    )  # fmt: skip
    sources: Any = SimpleNamespace(settings=CHOICES)
    cells = cells_of(file, sources)
    told = [int(one) if one.isdigit() else 0 for one in rows]
    assert cells["inwoners"].fillna(0).tolist() == told
    assert cells["north_m"].tolist() == [(2689 + at) * 1000 + 500 for at in range(len(rows))]
