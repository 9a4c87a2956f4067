"""Siting in Drenthe: the services of the profile, its figures."""

from __future__ import annotations

import re

import geopandas as gpd
import pytest
from drenthe import DRENTHE
from facts import FACTS

import drenthe_geo as dg
from drenthe_geo.roads.beyond import read_beyond
from drenthe_geo.siting.brief import read_brief, read_services
from drenthe_geo.siting.fit.offers import read_offers
from drenthe_geo.siting.model import listed
from drenthe_geo.siting.targets import ids_of, layer_of
from drenthe_geo.siting.weights.choices import read_siting

pytestmark = pytest.mark.facts

SITING = read_siting(DRENTHE)
SERVICES = read_services(DRENTHE)
REGIONS = {"Noord", "Zuidoost", "Zuidwest"}
# As the Regioprofiel Drenthe (2025) names them: ministry, kind, themes, regions, seat.
PRESENT = {
    "rvo": ("EZ", "staff_office", "economy agriculture energy governance", "Noord Zuidwest"),
    "dictu": ("EZ", "staff_office", "it governance", "Noord"),
    "belastingdienst": ("Financiën", "staff_office", "finance governance", "Zuidoost"),
    "douane": ("Financiën", "inspection", "finance logistics security", "Noord Zuidoost"),
    "nationaal-archief": ("OCW", "archive_laboratory", "heritage governance", "Zuidoost"),
    "defensie-jwf": ("Defensie", "emergency_security", "defence security", "Noord"),
    "defensie-johannes-post": ("Defensie", "emergency_security", "defence energy", "Zuidwest"),
    "dji": ("JenV", "emergency_security", "justice security", "Noord"),
    "dji-ict": ("JenV", "staff_office", "it justice", "Noord"),
    "dvo": ("JenV", "emergency_security", "justice security logistics", "Noord"),
    "rechtbank": ("JenV", "public_counter", "justice governance", "Noord"),
    "politie": ("JenV", "emergency_security", "security justice", "Noord"),
    "ncg": ("BZK", "public_counter", "governance environment", "Noord"),
    "img": ("BZK", "public_counter", "governance environment", "Noord"),
    "rvb": ("BZK", "staff_office", "governance circular energy", "Zuidwest"),
}
WANTED = {
    "bzk-publieke-diensten": ("BZK", "staff_office", "governance", "Noord"),
    "rbo": ("BZK", "emergency_security", "security", "Noord"),
    "rdi": ("EZ", "inspection", "it security sensors", "Noord"),
    "vws-rivm": ("VWS", "archive_laboratory", "health it medtech", "Noord"),
    "veiligheidscampus": (
        "Defensie; JenV",
        "training",
        "security defence justice education",
        "Noord",
    ),
    "luchtvaart": (
        "IenW; Financiën; Defensie",
        "emergency_security",
        "aviation security logistics",
        "Noord",
    ),
    "ez": ("EZ", "staff_office", "economy circular chemistry manufacturing", "Zuidoost Zuidwest"),
    "kgg": ("KGG", "staff_office", "energy environment circular", "Zuidoost Zuidwest"),
    "ienw": ("IenW", "staff_office", "logistics water environment", "Zuidoost Zuidwest"),
    "nvwa": ("LVVN", "inspection", "agriculture nature", "Zuidoost Zuidwest"),
    "vws-zuidoost": ("VWS", "staff_office", "health", "Zuidoost"),
    "defensie-industrie": (
        "Defensie",
        "staff_office",
        "defence chemistry logistics manufacturing",
        "Zuidoost",
    ),
    "knmi": ("IenW", "archive_laboratory", "environment it space sensors", "Zuidwest"),
    "ilt": ("IenW", "inspection", "logistics environment water", "Zuidwest"),
    "rce": ("OCW", "archive_laboratory", "heritage nature", "Zuidwest"),
    "defensie-havelte": ("Defensie", "emergency_security", "defence energy logistics", "Zuidwest"),
}
SEATS = {  # gemeente that the profile names, and that of the seat in the layer
    "rvo": "Assen",
    "dictu": "Assen",
    "belastingdienst": "Emmen",
    "douane": "Tynaarlo",
    "nationaal-archief": "Emmen",
    "defensie-jwf": "Assen",
    "defensie-johannes-post": "Westerveld",
    "dji": "Noordenveld",
    "dvo": "Assen",
    "rechtbank": "Assen",
    "politie": "Assen",
    "ncg": "Groningen",
    "img": "Groningen",
    "rvb": "Assen",
}
NAMES = {
    "rvo": "RVO",
    "dictu": "DICTU",
    "dvo": "DV&O",
    "dji": "DJI",
    "rbo": "RBO",
    "rdi": "RDI",
    "vws-rivm": "RIVM",
    "nvwa": "NVWA",
    "ilt": "ILT",
    "knmi": "KNMI",
    "rvb": "Rijksvastgoedbedrijf",
    "rce": "Cultureel Erfgoed",
    "defensie-jwf": "Johan Willem Friso",
    "defensie-johannes-post": "Johannes Post",
    "veiligheidscampus": "Veiligheidscampus",
    "luchtvaart": "Luchtvaart",
}
# Where a source does not say "assumption", it names a document or layer.
NAMED_SOURCE = re.compile(
    r"assumption|Regioprofiel|the profile|layer |embedded network|CC BY|percentile|Dormann"
)


def text(service: str, column: str) -> str:
    return str(SERVICES.loc[service, column])


@pytest.mark.parametrize(
    ("status", "expected"), [("present", PRESENT), ("wanted", WANTED)], ids=["present", "wanted"]
)
def test_services_are_those_of_the_profile(
    status: str, expected: dict[str, tuple[str, str, str, str]]
) -> None:
    table = SERVICES[SERVICES["status"] == status]
    found = {
        str(service): (
            str(row["ministry"]),
            str(row["kind"]),
            " ".join(listed(row["themes"])),
            " ".join(listed(row["regions"])),
        )
        for service, row in table.iterrows()
    }
    assert found == expected


def test_every_service_is_present_or_wanted_and_stands_once() -> None:
    assert set(SERVICES["status"]) == {"present", "wanted"}
    assert len(SERVICES) == len(PRESENT) + len(WANTED) == FACTS["counts"]["services"]
    assert not SERVICES.index.has_duplicates
    assert not SERVICES["name"].duplicated().any()
    for service, name in NAMES.items():
        assert name in text(service, "name")


def test_every_service_is_read_as_its_row_says() -> None:
    for service, row in SERVICES.iterrows():
        brief = read_brief(DRENTHE, str(service))
        assert brief.name == row["name"]
        assert (brief.ministry, brief.kind) == (row["ministry"], row["kind"])
        assert ";".join(brief.themes) == row["themes"]
        assert ";".join(brief.regions) == row["regions"]
        assert ";".join(brief.relations) == row["relations"]
        assert brief.weights
        assert set(brief.weights) <= set(SITING.criteria)
        assert all(weight > 0 for weight in brief.weights.values())


def test_seats_lie_in_the_gemeente_that_the_profile_names() -> None:
    sites = DRENTHE.layer("sites")
    seats = {service: read_brief(DRENTHE, service).site for service in PRESENT}
    found = {name: str(sites.loc[seat, "gemeente"]) for name, seat in seats.items() if seat}
    assert found == SEATS
    assert not any(read_brief(DRENTHE, service).site for service in WANTED)


def test_every_name_that_a_service_or_setting_uses_exists() -> None:
    sites = DRENTHE.layer("sites")
    reached = {
        *dg.trips.read_destinations(DRENTHE).index,
        *DRENTHE.layer("stations").index,
        *sites.index,
    }
    for service, row in SERVICES.iterrows():
        assert set(listed(row["relations"])) <= reached, service
        assert listed(row["relations"]), service
        assert set(listed(row["themes"])) <= set(SITING.themes), service
        assert set(listed(row["regions"])) <= REGIONS, service
        assert row["kind"] in SITING.kinds, service
        assert str(row["source"]).startswith("Regioprofiel Drenthe 2025"), service
        assert str(row["mention"]), service
    assert set(read_offers(DRENTHE).index) <= set(sites.index)
    assert set(SITING.settings["theme_kinds"]) <= set(sites["kind"])
    assert set(SITING.overrides) <= set(SERVICES.index)


def test_every_theme_is_taught_somewhere_and_every_word_of_it_exists() -> None:
    taught = {word for cell in DRENTHE.layer("education")["themes"] for word in listed(cell)}
    for theme, words in SITING.themes.items():
        assert words, theme
        assert set(words) & taught, theme


def test_every_status_of_a_site_is_known() -> None:
    assert set(DRENTHE.layer("sites")["status"]) <= set(SITING.settings["statuses"])


def test_every_service_has_ends_of_its_own_for_its_relations() -> None:
    ends = SITING.scales["relations_min"]
    assert set(ends) == set(SERVICES.index)
    assert all(20 <= one.worst - one.best <= 60 for one in ends.values())


def test_every_setting_says_assumption_or_names_a_source() -> None:
    assert len(SITING.sources) > 40
    for path, source in SITING.sources.items():
        assert not source or NAMED_SOURCE.search(source) or path.endswith(".to"), path


def test_every_target_is_there_and_motorways_have_fifty_exits() -> None:
    now = dg.situation.read_situation(DRENTHE)
    found = {
        name: list(ids_of(one.to, layer_of(DRENTHE, one.to.layer, now)))
        for name, one in SITING.criteria.items()
        if one.to and one.to.layer
    }
    assert len(found) == 8
    assert all(found.values())
    exits = DRENTHE.layer("exits")
    by_hand = exits.index[exits["road"].str.startswith("A") & (exits["kind"] == "exit")]
    assert found["exit_car_min"] == list(by_hand)
    assert found["airport_min"] == ["groningen-airport-eelde"]


def test_kinds_are_all_used_and_two_services_have_limits_and_themes_of_their_own() -> None:
    assert set(SITING.kind_titles) == set(SITING.kinds) == set(SERVICES["kind"])
    assert read_brief(DRENTHE, "luchtvaart").limits == {"exit_car_min": 20, "airport_min": 15}
    assert read_brief(DRENTHE, "dji").housing.only_on == ("justice",)


def test_gates_lie_on_the_edge_of_the_roads_and_on_their_nodes() -> None:
    gates = read_beyond(DRENTHE).gates
    nodes = DRENTHE.table("road_nodes")
    there = set(zip(nodes["x_m"], nodes["y_m"], strict=True))
    assert set(zip(gates.geometry.x, gates.geometry.y, strict=True)) <= there
    province = dg.area.province_outline(DRENTHE.layer("gemeenten"))
    assert gates.distance(province).min() > 8000


def test_who_lives_beyond_the_roads_lives_there() -> None:
    near, table = DRENTHE.layer("people"), DRENTHE.table("beyond_people")
    assert (table["working_age"] <= table["population"]).all()
    points = gpd.GeoSeries(gpd.points_from_xy(table["x_m"], table["y_m"]), crs=near.crs)
    province = dg.area.province_outline(DRENTHE.layer("gemeenten"))
    # A postcode that comes within 12 km is of the layer as a whole.
    assert points.distance(province).min() > 12_000
    assert set(DRENTHE.table("beyond_minutes")["place"]) == set(table["place"])


def test_no_two_criteria_but_one_pair_tell_the_same_of_the_sites() -> None:
    overlap = dg.siting.match_sites(DRENTHE).overlap
    same = overlap[overlap["same"]]
    pairs = set(zip(same["criterion"], same["other"], strict=True))
    # Where people live and where relations are lie along the same corridor; kinds of service ask
    # for each of them less than once.
    assert pairs <= {("relations_min", "workers_car")}
    for kind in SITING.kinds.values():
        asked = kind.weights
        if {"relations_min", "workers_car"} <= asked.keys():
            assert asked["relations_min"] + asked["workers_car"] <= 1.5
