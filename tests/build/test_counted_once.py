"""What two files, or two towns, have under one name: nobody is counted twice, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from drenthe_geo.build.fetched.area import settings_of
from drenthe_geo.build.fetched.people import abroad_rows, kept_to_m
from drenthe_geo.build.fetched.reading import Sources
from drenthe_geo.build.fetched.spots import sites_of
from drenthe_geo.errors import DataError
from drenthe_geo.fetch.manifest import Manifest, known_manifest
from tests.areas.veldland_fetched import choices, fill, told

if TYPE_CHECKING:
    from pathlib import Path

GRID, LAEA = "grid_1km_germany", "EPSG:3035"


def towns() -> Any:
    """Two towns side by side, and an area that is both."""
    shapes = [shapely.box(160e3, 460e3, 165e3, 465e3), shapely.box(165e3, 460e3, 170e3, 465e3)]
    names = {"naam": ["Oost", "West"]}
    outlines = gpd.GeoDataFrame(names, geometry=shapes, crs="EPSG:28992")
    return SimpleNamespace(outlines=outlines, outline=shapely.union_all(shapes))


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    fill(tmp_path / "in", (GRID,))
    choices(tmp_path / "choices")
    known = known_manifest(tmp_path / "in")
    assert known is not None
    return Sources(known, settings_of(tmp_path / "choices"))


def with_second(sources: Sources, text: str) -> Sources:
    """Give the sources with a second file of the grid."""
    manifest = sources.manifest
    path = manifest.folder / "second.csv"
    path.write_text(text, encoding="utf-8")
    both: Manifest = replace(manifest, fetched=(*manifest.fetched, told(path, GRID)))
    return Sources(both, sources.settings)


def grid(sources: Sources) -> str:
    return sources.files(GRID)[0].path.read_text(encoding="utf-8")


def test_a_cell_of_two_files_counts_once(sources: Sources) -> None:
    known = int(abroad_rows(towns(), sources)["population"].sum())
    both = with_second(sources, grid(sources))
    assert int(abroad_rows(towns(), both)["population"].sum()) == known > 0


def test_a_cell_of_which_two_files_say_another_number_is_refused(sources: Sources) -> None:
    other = with_second(sources, grid(sources).replace("1200", "1300"))
    with pytest.raises(DataError) as caught:
        abroad_rows(towns(), other)
    code = str(caught.value).split()[3]
    assert str(caught.value) == (
        f"second.csv: the code {code} is there twice with another inwoners; name the right columns "
        "in [fields] of build.toml, or leave one out."
    )


@settings(deadline=None, max_examples=25)
@given(
    counts=st.lists(st.integers(0, 500), min_size=8, max_size=8),
    border_m=st.integers(168_000, 171_500),
)
def test_people_abroad_count_once_and_abroad_alone(
    counts: list[int], border_m: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("border")
    fill(folder / "in", (GRID,))
    choices(folder / "choices")
    to_grid = pyproj.Transformer.from_crs("EPSG:28992", LAEA, always_xy=True)
    east, north = (int(one // 1000) for one in to_grid.transform(166_500, 462_500))
    lines = [f"1kmN{north}E{east + at};{count}" for at, count in enumerate(counts)]
    path = folder / "in" / f"{GRID}.csv"
    path.write_text("\n".join(["GITTER_ID_1km;Einwohner", *lines]) + "\n", encoding="utf-8")
    known = known_manifest(folder / "in")
    assert known is not None
    home = shapely.box(155e3, 455e3, border_m, 470e3)
    outlines = gpd.GeoDataFrame({"naam": ["Oost"]}, geometry=[home], crs="EPSG:28992")
    ground: Any = SimpleNamespace(outlines=outlines, outline=home)
    found = abroad_rows(ground, Sources(known, settings_of(folder / "choices")))
    cells = gpd.GeoSeries(
        [
            shapely.box(*(1000 * one for one in (east + at, north, east + at + 1, north + 1)))
            for at in range(len(counts))
        ],
        crs=LAEA,
    ).to_crs("EPSG:28992")
    share = 1 - cells.intersection(home).area / cells.area
    sure = [count for count, of in zip(counts, share, strict=True) if of > 0.11]
    most = [count for count, of in zip(counts, share, strict=True) if of > 0.09]
    assert sum(sure) <= found["population"].sum() <= sum(most)
    assert found["people_id"].is_unique
    assert not shapely.contains_properly(home, shapely.points(found[["x_m", "y_m"]])).any()


@pytest.mark.parametrize("later", [0, 1])
def test_two_files_of_one_source_are_of_one_year(later: int, tmp_path: Path) -> None:
    manifest = fill(tmp_path / "in", ("wijken",))
    choices(tmp_path / "choices")
    first = gpd.read_file(tmp_path / "in" / "wijken.geojson")
    for name, year, rows in (("a", 2023, first[::2]), ("b", 2023 + later, first[1::2])):
        rows.assign(jaar=year).to_file(tmp_path / "in" / f"{name}.geojson")
    parts = [tmp_path / "in" / f"{name}.geojson" for name in "ab"]
    both = replace(manifest, fetched=tuple(told(path, "wijken") for path in parts))
    sources = Sources(both, settings_of(tmp_path / "choices"))
    if not later:
        assert len(sources.frame("wijken", "areas")) == len(first)
        return
    with pytest.raises(DataError) as caught:
        sources.frame("wijken", "areas")
    assert str(caught.value) == (
        "a.geojson: its newest rows are of 2023, and those of b.geojson, of the same source, of "
        "2024; fetch both of one year, or leave one out."
    )


def test_parks_of_one_name_in_two_towns_are_two(sources: Sources) -> None:
    at = [shapely.box(x, 461e3, x + 100, 461.1e3) for x in (161e3, 161.2e3, 169e3)]
    parks = gpd.GeoDataFrame({"naam": ["De Hoek"] * 3}, geometry=at, crs="EPSG:28992")
    given: Any = SimpleNamespace(
        has=lambda _: True,
        frame=lambda *_: parks.copy(),
        files=lambda _: [SimpleNamespace(title="parks")],
        settings=sources.settings,
    )
    sites = sites_of(given, towns())
    assert sites["site_id"].tolist() == ["dehoek", "dehoek-2"]
    assert [round(x / 1000) for x in sites.geometry.x] == [161, 169]


@pytest.mark.parametrize(("margin_m", "roads_end_m"), [(12e3, 4e3), (12e3, 40e3)])
def test_people_are_kept_as_far_as_the_roads_go(margin_m: float, roads_end_m: float) -> None:
    chosen = {"places": {"margin_m": margin_m}, "area": {"roads_end_m": roads_end_m}}
    assert kept_to_m(chosen) == max(margin_m, roads_end_m)
