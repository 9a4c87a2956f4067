"""Which extracts a province needs: those that its rim touches, with the rules that hold there."""

from __future__ import annotations

from drenthe_geo.area.package import DEFAULTS, data_dir, read_toml
from drenthe_geo.fetch.manners import read_manners
from drenthe_geo.fetch.provinces import find_province, read_provinces

ABROAD = {
    "groningen": {"niedersachsen"}, "drenthe": {"niedersachsen"},
    "overijssel": {"niedersachsen", "muenster-regbez"},
    "gelderland": {"muenster-regbez", "duesseldorf-regbez"},
    "noord-brabant": {"duesseldorf-regbez", "belgium"},
    "limburg": {"duesseldorf-regbez", "koeln-regbez", "belgium"}, "zeeland": {"belgium"},
}  # fmt: skip
"""What lies within 15 km of each province, as maps have it; nothing of the others does."""


def test_extracts_abroad_are_those_that_a_rim_touches() -> None:
    for slug in read_provinces():
        found = {one.name: one.country for one in find_province(slug).extracts if one.country}
        assert set(found) == ABROAD.get(slug, set())
        assert all((one == "be") == (name == "belgium") for name, one in found.items())


def test_rules_of_the_road_of_every_extract_abroad_are_known() -> None:
    told = read_toml(data_dir() / DEFAULTS / "build.toml")["roads"]["abroad"]
    for slug in read_provinces():
        for one in find_province(slug).extracts:
            of = {country for name, country in told.items() if name in f"osm-{one.name}.osm.pbf"}
            assert of == ({one.country} - {""})


def test_neighbours_are_neighbours_of_each_other() -> None:
    provinces = read_provinces()
    for slug, one in provinces.items():
        west, south, east, north = find_province(slug).widened(read_manners().rim_m).box
        for other in one["neighbours"]:
            assert slug in provinces[other]["neighbours"]
            w, s, e, n = provinces[other]["bbox_rd_m"]
            assert west < e
            assert w < east
            assert south < n
            assert s < north
