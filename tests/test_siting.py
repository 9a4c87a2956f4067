"""What a service asks of a site: the profile's services, sourced choices, own weights, refusals."""

from __future__ import annotations

import copy
import math
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError, DataError, FileError
from drenthe_geo.io.embedded import read_services
from drenthe_geo.io.siting import read_brief, read_siting
from drenthe_geo.resources import read_settings_file
from drenthe_geo.siting import PARTS, PILLARS, Siting, brief_of, listed, siting_from_mapping

SITING = read_siting()
SERVICES = read_services()
CRITERIA = ", ".join(SITING.criteria)
KINDS = ", ".join(SITING.kinds)
THEMES = ", ".join(SITING.themes)
REGIONS = {"Noord", "Zuidoost", "Zuidwest"}
# As the Regioprofiel Drenthe (2025) names them: ministry, kind, themes, regions, seat.
PRESENT = {
    "rvo": ("EZ", "staff_office", "economy agriculture energy governance", "Noord Zuidwest"),
    "dictu": ("EZ", "staff_office", "it governance", "Noord"),
    "belastingdienst": ("Financiën", "staff_office", "finance governance", "Zuidoost"),
    "douane": ("Financiën", "inspection", "finance logistics security", "Noord Zuidoost"),
    "nationaal-archief": ("OCW", "archive_laboratory", "heritage governance", "Zuidoost"),
    "defensie-jwf": ("Defensie", "training", "defence security", "Noord"),
    "defensie-johannes-post": ("Defensie", "emergency_security", "defence energy", "Zuidwest"),
    "dji": ("JenV", "emergency_security", "justice security", "Noord"),
    "dji-ict": ("JenV", "staff_office", "it justice", "Noord"),
    "dvo": ("JenV", "emergency_security", "justice security logistics", "Noord"),
    "rechtbank": ("JenV", "public_counter", "justice governance", "Noord"),
    "politie": ("JenV", "emergency_security", "security justice", "Noord"),
    "ncg": ("BZK", "public_counter", "governance environment", "Noord"),
    "img": ("EZ", "public_counter", "governance environment", "Noord"),
}
WANTED = {
    "bzk-publieke-diensten": ("BZK", "staff_office", "governance", "Noord"),
    "rbo": ("BZK", "emergency_security", "security", "Noord"),
    "rdi": ("EZ", "inspection", "it security", "Noord"),
    "vws-rivm": ("VWS", "archive_laboratory", "health it", "Noord"),
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
    "ez": ("EZ", "staff_office", "economy circular chemistry", "Zuidoost Zuidwest"),
    "kgg": ("KGG", "staff_office", "energy environment circular", "Zuidoost Zuidwest"),
    "ienw": ("IenW", "staff_office", "logistics water environment", "Zuidoost Zuidwest"),
    "nvwa": ("LVVN", "inspection", "agriculture nature", "Zuidoost Zuidwest"),
    "vws-zuidoost": ("VWS", "staff_office", "health", "Zuidoost"),
    "defensie-industrie": ("Defensie", "staff_office", "defence chemistry logistics", "Zuidoost"),
    "knmi": ("IenW", "archive_laboratory", "environment it space", "Zuidwest"),
    "ilt": ("IenW", "inspection", "logistics environment water", "Zuidwest"),
    "rce": ("OCW", "archive_laboratory", "heritage nature", "Zuidwest"),
    "rvb": ("BZK", "staff_office", "governance circular energy", "Zuidwest"),
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
NAMED_SOURCE = re.compile(r"assumption|Regioprofiel|the profile|layer |issue |embedded network")


@pytest.fixture
def raw() -> dict[str, Any]:
    """The embedded choices as they stand in their file; each test its own."""
    return copy.deepcopy(read_settings_file("siting"))


def text(service: str, column: str) -> str:
    return str(SERVICES.loc[service, column])


# --- the services of the profile ---


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
    assert len(SERVICES) == len(PRESENT) + len(WANTED) == 31
    assert not SERVICES.index.has_duplicates
    assert not SERVICES["name"].duplicated().any()
    for service, name in NAMES.items():
        assert name in text(service, "name")


def test_every_service_is_read_as_its_row_says() -> None:
    for service, row in SERVICES.iterrows():
        brief = read_brief(str(service))
        assert brief.name == row["name"]
        assert (brief.ministry, brief.kind) == (row["ministry"], row["kind"])
        assert ";".join(brief.themes) == row["themes"]
        assert ";".join(brief.regions) == row["regions"]
        assert ";".join(brief.relations) == row["relations"]
        assert brief.weights
        assert set(brief.weights) <= set(SITING.criteria)
        assert all(weight > 0 for weight in brief.weights.values())


def test_seats_lie_in_the_gemeente_that_the_profile_names() -> None:
    sites = dg.read_layer("sites")
    seats = {service: read_brief(service).site for service in PRESENT}
    found = {name: str(sites.loc[seat, "gemeente"]) for name, seat in seats.items() if seat}
    assert found == SEATS
    assert not any(read_brief(service).site for service in WANTED)


def test_every_name_that_a_service_or_setting_uses_exists() -> None:
    sites = dg.read_layer("sites")
    reached = {*dg.read_destinations().index, *dg.read_layer("stations").index, *sites.index}
    for service, row in SERVICES.iterrows():
        assert set(listed(row["relations"])) <= reached, service
        assert listed(row["relations"]), service
        assert set(listed(row["themes"])) <= set(SITING.themes), service
        assert set(listed(row["regions"])) <= REGIONS, service
        assert row["kind"] in SITING.kinds, service
        assert str(row["source"]).startswith("Regioprofiel Drenthe 2025"), service
        assert str(row["mention"]), service
    for name in ("candidates", "airport_sites", "rail_terminal_sites", "inland_port_sites"):
        assert set(SITING.settings[name]) <= set(sites.index), name
    assert set(SITING.settings["border_exits"]) <= set(dg.read_layer("exits").index)
    assert set(SITING.settings["theme_kinds"]) <= set(sites["kind"])
    assert set(SITING.overrides) <= set(SERVICES.index)
    assert set(SITING.regions) <= REGIONS
    for needs in SITING.overrides.values():
        assert set(needs.site_themes) <= {one for cell in sites["themes"] for one in listed(cell)}


def test_every_theme_is_taught_somewhere_and_every_word_of_it_exists() -> None:
    taught = {word for cell in dg.read_layer("education")["themes"] for word in listed(cell)}
    for theme, words in SITING.themes.items():
        assert words, theme
        assert set(words) & taught, theme


def test_every_status_of_a_candidate_has_a_worth() -> None:
    statuses = set(dg.read_layer("sites")["status"])
    assert statuses <= set(SITING.development)
    assert all(0 <= worth <= 1 for worth in SITING.development.values())


# --- choices with their sources ---


def test_every_criterion_has_a_pillar_a_unit_titles_in_two_languages_and_a_sourced_scale() -> None:
    assert {one.pillar for one in SITING.criteria.values()} == set(PILLARS)
    for name, one in SITING.criteria.items():
        assert one.name == name
        assert one.unit
        assert one.title_nl
        assert one.title_nl != one.title_en
        assert one.scale.worst != one.scale.best
        assert one.source.startswith("assumption: "), name
        assert one.source_nl.startswith("aanname: "), name
    titles = [title for one in SITING.criteria.values() for title in (one.title_nl, one.title_en)]
    assert len(set(titles)) == len(titles)


def test_minutes_are_better_when_fewer_and_people_when_more() -> None:
    for name, one in SITING.criteria.items():
        less = one.unit == "min" or name == "dwelling_value_keur"
        assert one.less_is_better == less, name
        near, far = sorted((one.scale.worst, one.scale.best))
        middle = (near + far) / 2
        ends = one.scale.value([near, middle, far]).tolist()
        assert ends == ([1.0, 0.5, 0.0] if less else [0.0, 0.5, 1.0])


def test_every_weight_limit_and_setting_says_assumption_or_names_a_source() -> None:
    for what, needs in (*SITING.kinds.items(), *SITING.overrides.items()):
        assert needs.source.startswith("assumption: "), what
        assert needs.source_nl.startswith("aanname: "), what
    for path, source in SITING.sources.items():
        assert NAMED_SOURCE.search(source), path
    assert set(SITING.sources) == {
        *(f"settings.{name}" for name in SITING.settings),
        *(f"development.{name}" for name in SITING.development),
        *(f"regions.{name}.{what}" for name, found in SITING.regions.items() for what in found),
    }


def test_regions_carry_the_figures_of_the_profile_and_no_other() -> None:
    assert SITING.regions == {
        "Noord": {"homes": 36_000, "jobs": 28_000},
        "Zuidoost": {"homes": 13_400},
        "Zuidwest": {"jobs": 20_000},
    }


def test_kinds_have_titles_in_two_languages_and_are_all_used() -> None:
    assert set(SITING.kind_titles) == set(SITING.kinds) == set(SERVICES["kind"])
    assert all(nl and en and nl != en for nl, en in SITING.kind_titles.values())


def test_a_service_has_the_weights_of_its_kind_but_for_its_own() -> None:
    for service in SERVICES.index:
        brief, kind = read_brief(service), SITING.kinds[text(service, "kind")]
        own = SITING.overrides.get(service)
        expected = {**kind.weights, **(own.weights if own else {})}
        expected = {name: weight for name, weight in expected.items() if weight > 0}
        assert brief.weights == expected, service
        assert list(brief.weights) == [name for name in SITING.criteria if name in expected]
        assert brief.limits == {**kind.limits, **(own.limits if own else {})}, service
        assert brief.site_themes == (own.site_themes if own else ()), service
        assert brief.sources == (kind.source, *([own.source] if own else []))
    assert read_brief("luchtvaart").limits == {"exit_car_min": 20, "airport_min": 15}
    assert read_brief("dji").site_themes == ("justice",)


# --- own weights ---


def test_a_file_of_one_line_changes_exactly_that_weight(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("den_haag_min = 40\n", encoding="utf-8")
    plain, own = read_brief("rdi"), read_brief("rdi", file)
    assert plain.weights["den_haag_min"] != 40
    assert own.weights == {**plain.weights, "den_haag_min": 40}
    assert list(own.weights) == list(plain.weights)
    assert own.limits == plain.limits
    assert own.sources == (*plain.sources, "mine.toml of the user")
    assert own.sources_nl == (*plain.sources_nl, "mine.toml van de gebruiker")
    assert read_brief("rdi", str(file)) == own
    for name in ("service", "themes", "regions", "relations", "site", "site_themes", "mention"):
        assert getattr(own, name) == getattr(plain, name)


def test_a_file_may_add_limits_and_leave_a_criterion_out(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        "development = 0\n[limits]\nstation_walk_min = 12.5\nexit_car_min = 9\n", encoding="utf-8"
    )
    plain, own = read_brief("rdi"), read_brief("rdi", file)
    assert own.limits == {**plain.limits, "station_walk_min": 12.5, "exit_car_min": 9}
    assert own.weights == {
        name: weight for name, weight in plain.weights.items() if name != "development"
    }
    only = tmp_path / "limits.toml"
    only.write_text("[limits]\nstation_walk_min = 12.5\n", encoding="utf-8")
    assert read_brief("rdi", only).weights == plain.weights


def test_weights_in_a_table_are_those_on_their_own_lines(tmp_path: Path) -> None:
    lines, table = tmp_path / "lines.toml", tmp_path / "table.toml"
    lines.write_text("den_haag_min = 40\nmbo_min = 1\n", encoding="utf-8")
    table.write_text("[weights]\nmbo_min = 1\nden_haag_min = 40\n", encoding="utf-8")
    assert read_brief("rdi", lines).weights == read_brief("rdi", table).weights


@given(st.dictionaries(st.sampled_from(list(SITING.criteria)), st.floats(0, 100), min_size=1))
def test_weights_of_a_mapping_stand_over_those_of_the_service(own: dict[str, float]) -> None:
    plain = read_brief("ilt")
    expected = {**plain.weights, **own}
    expected = {name: weight for name, weight in expected.items() if weight > 0}
    if expected:
        found = read_brief("ilt", own)
        assert found.weights == expected
        assert found.sources[-1] == "weights of the user"
        assert found.sources_nl[-1] == "gewichten van de gebruiker"
    else:
        with pytest.raises(ArgumentError):
            read_brief("ilt", own)


@pytest.mark.parametrize(
    ("given_id", "hint"),
    [("rdii", " did you mean 'rdi'?"), ("NVWA", " did you mean 'nvwa'?"), ("§", "")],
)
def test_an_unknown_service_is_refused_with_the_closest(given_id: str, hint: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        read_brief(given_id)
    choices = ", ".join([*PRESENT, *WANTED])
    assert str(caught.value) == f"unknown service {given_id!r}:{hint} Choices: {choices}."


@pytest.mark.parametrize(
    ("written", "kind", "message"),
    [
        (
            "den_hag_min = 3",
            ArgumentError,
            (
                "mine.toml: unknown criterion 'den_hag_min': did you mean 'den_haag_min'? "
                f"Choices: {CRITERIA}."
            ),
        ),
        (
            "[limits]\nden_hag_min = 3",
            ArgumentError,
            (
                "mine.toml: unknown criterion 'den_hag_min': did you mean 'den_haag_min'? "
                f"Choices: {CRITERIA}."
            ),
        ),
        (
            "mbo_min = -1",
            ArgumentError,
            "mine.toml: weight of 'mbo_min': -1 is not a number of 0 or more.",
        ),
        (
            "mbo_min = nan",
            ArgumentError,
            "mine.toml: weight of 'mbo_min': nan is not a number of 0 or more.",
        ),
        (
            "mbo_min = inf",
            ArgumentError,
            "mine.toml: weight of 'mbo_min': inf is not a number of 0 or more.",
        ),
        (
            'mbo_min = "many"',
            ArgumentError,
            "mine.toml: weight of 'mbo_min': 'many' is not a number of 0 or more.",
        ),
        (
            "mbo_min = true",
            ArgumentError,
            "mine.toml: weight of 'mbo_min': True is not a number of 0 or more.",
        ),
        (
            "[limits]\nmbo_min = -0.5",
            ArgumentError,
            "mine.toml: limit of 'mbo_min': -0.5 is not a number of 0 or more.",
        ),
        (
            "[limits]\nmbo_min = false",
            ArgumentError,
            "mine.toml: limit of 'mbo_min': False is not a number of 0 or more.",
        ),
        ("", FileError, "mine.toml: is empty; write for example den_haag_min = 3."),
        ("# nothing\n", FileError, "mine.toml: is empty; write for example den_haag_min = 3."),
        ("[limits]\n", FileError, "mine.toml: is empty; write for example den_haag_min = 3."),
        (
            "limits = 3",
            FileError,
            "mine.toml: 'limits' must be a table [limits] of criteria and numbers.",
        ),
        (
            "weights = [1, 2]",
            FileError,
            "mine.toml: 'weights' must be a table [weights] of criteria and numbers.",
        ),
    ],
)
def test_a_bad_file_of_weights_is_refused_in_one_sentence(
    written: str, kind: type[Exception], message: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(kind) as caught:
        read_brief("rdi", file)
    assert str(caught.value) == message


def test_weights_that_are_all_nought_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    nought = dict.fromkeys(SITING.criteria, 0)
    file.write_text("".join(f"{name} = 0\n" for name in nought), encoding="utf-8")
    for own, head in ((file, "mine.toml: "), (nought, "")):
        with pytest.raises(ArgumentError) as caught:
            read_brief("rdi", own)
        assert str(caught.value) == (
            f"{head}weights of 'rdi': all are nought; give one more than 0."
        )


def test_a_broken_missing_or_binary_file_of_weights_is_refused(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    with pytest.raises(FileError) as caught:
        read_brief("rdi", missing)
    assert str(caught.value) == f"{missing}: cannot be read (No such file or directory)."
    with pytest.raises(FileError) as caught:
        read_brief("rdi", tmp_path)
    assert str(caught.value) == f"{tmp_path}: cannot be read (Is a directory)."
    broken = tmp_path / "broken.toml"
    for content, part in ((b"den_haag_min = ", "Invalid value"), (b"\xff\xfe", "codec can't")):
        broken.write_bytes(content)
        with pytest.raises(FileError) as caught:
            read_brief("rdi", broken)
        said = str(caught.value)
        assert said.startswith("broken.toml: is not a TOML file of weights (")
        assert part in said
        assert "\n" not in said


def test_a_mapping_with_a_misspelt_criterion_is_refused() -> None:
    with pytest.raises(ArgumentError) as caught:
        read_brief("rdi", {"stationwalk_min": 2})
    assert str(caught.value) == (
        "unknown criterion 'stationwalk_min': did you mean 'station_walk_min'? "
        f"Choices: {CRITERIA}."
    )


# --- a service of one's own, and a damaged file ---


def test_a_service_of_an_unknown_kind_or_theme_is_refused() -> None:
    row = SERVICES.loc["rdi"].to_dict()
    for changed, message in (
        (
            {"kind": "inspektion"},
            (f"unknown kind of 'mine' 'inspektion': did you mean 'inspection'? Choices: {KINDS}."),
        ),
        (
            {"themes": "it;securty"},
            f"unknown theme of 'mine' 'securty': did you mean 'security'? Choices: {THEMES}.",
        ),
        ({"themes": math.nan}, f"service 'mine': has no theme; give one of {THEMES}."),
    ):
        with pytest.raises(ArgumentError) as caught:
            brief_of(SITING, "mine", {**row, **changed})
        assert str(caught.value) == message


def test_what_is_embedded_is_what_its_file_says(raw: dict[str, Any]) -> None:
    assert siting_from_mapping(raw) == SITING


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_named(part: str, raw: dict[str, Any]) -> None:
    del raw[part]
    with pytest.raises(DataError) as caught:
        siting_from_mapping(raw)
    assert str(caught.value) == f"siting: {part} missing."


def damage(raw: dict[str, Any], path: str, value: Any) -> Siting:
    *way, last = path.split(".")
    at = raw
    for step in way:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return siting_from_mapping(raw)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "settings.draws",
            2000,
            ("siting: 'settings.draws' is 2000; it must be a table with a value and a source."),
        ),
        ("settings.draws.source", None, "siting: 'settings.draws' has no source."),
        ("settings.draws.source", "", "siting: 'settings.draws' has no source."),
        ("settings.draws.value", None, "siting: 'settings.draws' has no value."),
        ("regions.Noord.jobs.source", None, "siting: 'regions.Noord.jobs' has no source."),
        ("development.planned.source", "", "siting: 'development.planned' has no source."),
        (
            "criteria.mbo_min.best.source",
            None,
            ("siting: 'best' of criterion 'mbo_min' has no source."),
        ),
        (
            "criteria.mbo_min.worst",
            None,
            (
                "siting: 'worst' of criterion 'mbo_min' is None; it must "
                "be a table with a value and a source."
            ),
        ),
        (
            "criteria.mbo_min.pillar",
            "skill",
            (
                "siting: criterion 'mbo_min' has pillar 'skill'; it "
                "must be one of talent, living, access, partnership."
            ),
        ),
        ("kinds.training.weights.source", None, "siting: 'kinds.training.weights' has no source."),
        ("services.ilt.weights.source", "", "siting: 'services.ilt.weights' has no source."),
        (
            "kinds.training.weights.value.mbo_min",
            -3,
            ("siting: weight of 'mbo_min': -3 is not a number of 0 or more."),
        ),
        (
            "services.ilt.weights.value.mbomin",
            3,
            (f"siting: unknown criterion 'mbomin': did you mean 'mbo_min'? Choices: {CRITERIA}."),
        ),
        (
            "kinds.inspection.limits.value.exit_car_min",
            "far",
            ("siting: limit of 'exit_car_min': 'far' is not a number of 0 or more."),
        ),
    ],
)
def test_a_damaged_file_is_refused_by_name(
    path: str, value: Any, message: str, raw: dict[str, Any]
) -> None:
    with pytest.raises(DataError) as caught:
        damage(raw, path, value)
    assert str(caught.value) == message


def test_a_scale_of_one_number_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError) as caught:
        damage(raw, "criteria.mbo_min.best.value", 60)
    assert str(caught.value) == "scale from 60 to 60: needs two different numbers."
