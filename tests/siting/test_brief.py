"""What a service asks of a site: its kind's needs, its own, and a user's weights over them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from veldland import VELDLAND

from drenthe_geo.errors import ArgumentError, FileError
from drenthe_geo.siting.brief import brief_of, read_brief, read_services, read_weights
from drenthe_geo.siting.model import Brief
from drenthe_geo.siting.weights.choices import read_siting

SITING = read_siting(VELDLAND)
SERVICES = read_services(VELDLAND)
CRITERIA = ", ".join(SITING.criteria)


def of_file(path: Path) -> Brief:
    """A service with the weights of a user's file."""
    return read_brief(VELDLAND, "veldregister", read_weights(path, SITING))


def test_a_file_of_one_line_changes_exactly_that_weight(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("relations_min = 40\n", encoding="utf-8")
    plain, own = read_brief(VELDLAND, "veldregister"), of_file(file)
    assert plain.weights["relations_min"] != 40
    assert own.weights == {**plain.weights, "relations_min": 40}
    assert list(own.weights) == list(plain.weights)
    assert own.limits == plain.limits
    for lang, said in (("en", "mine.toml of the user"), ("nl", "mine.toml van de gebruiker")):
        assert own.sources_in(lang) == (*plain.sources_in(lang), said)
    for name in ("service", "themes", "regions", "relations", "site", "housing", "mention"):
        assert getattr(own, name) == getattr(plain, name)


def test_a_file_may_add_limits_and_leave_a_criterion_out(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        "workers_car = 0\n[limits]\nstation_walk_min = 12.5\nexit_car_min = 9\n", encoding="utf-8"
    )
    plain, own = read_brief(VELDLAND, "veldregister"), of_file(file)
    assert own.limits == {**plain.limits, "station_walk_min": 12.5, "exit_car_min": 9}
    assert own.weights == {
        name: weight for name, weight in plain.weights.items() if name != "workers_car"
    }
    only = tmp_path / "limits.toml"
    only.write_text("[limits]\nstation_walk_min = 12.5\n", encoding="utf-8")
    assert of_file(only).weights == plain.weights


def test_what_the_area_has_none_of_is_asked_of_no_site() -> None:
    none = {"exits": VELDLAND.layer("exits").iloc[:0], "dwellings": VELDLAND.table("dwellings")[:0]}
    none["sites"] = VELDLAND.layer("sites").iloc[:0]
    bare = replace(VELDLAND, own=none, _kept={})
    lost = {"exit_car_min", "dwelling_value_keur", "theme_neighbours"}
    asked = 0
    for service in SERVICES.index:
        whole, left = read_brief(VELDLAND, service), read_brief(bare, service)
        gone = lost & {*whole.weights, *whole.limits}
        asked += len(gone)
        assert gone <= {*left.unknown}
        assert not lost & {*left.weights, *left.limits}
        assert sum(left.weights.values()) == pytest.approx(sum(whole.weights.values()))
        assert {*left.weights} == {*whole.weights} - lost
    assert asked > 2


def test_weights_in_a_table_are_those_on_their_own_lines(tmp_path: Path) -> None:
    lines, table = tmp_path / "lines.toml", tmp_path / "table.toml"
    lines.write_text("exit_car_min = 40\nlearning_min = 1\n", encoding="utf-8")
    table.write_text("[weights]\nlearning_min = 1\nexit_car_min = 40\n", encoding="utf-8")
    assert of_file(lines).weights == of_file(table).weights


@given(st.dictionaries(st.sampled_from(list(SITING.criteria)), st.floats(0, 100), min_size=1))
def test_weights_of_a_mapping_stand_over_those_of_the_service(own: dict[str, float]) -> None:
    plain = read_brief(VELDLAND, "grensdouane")
    expected = {**plain.weights, **own}
    expected = {name: weight for name, weight in expected.items() if weight > 0}
    if expected:
        found = read_brief(VELDLAND, "grensdouane", own)
        assert found.weights == expected
        assert found.sources_in("en")[-1] == "weights of the user"
        assert found.sources_in("nl")[-1] == "gewichten van de gebruiker"
    else:
        with pytest.raises(ArgumentError):
            read_brief(VELDLAND, "grensdouane", own)


@pytest.mark.parametrize(
    ("given_id", "hint"),
    [
        ("veldregistr", " did you mean 'veldregister'?"),
        ("LOKET-ZUID", " did you mean 'loket-zuid'?"),
        ("§", ""),
    ],
)
def test_an_unknown_service_is_refused_with_the_closest(given_id: str, hint: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        read_brief(VELDLAND, given_id)
    choices = ", ".join(SERVICES.index)
    assert str(caught.value) == f"unknown service {given_id!r}:{hint} Choices: {choices}."


@pytest.mark.parametrize(
    ("written", "kind", "message"),
    [
        (
            "relashions_min = 3",
            ArgumentError,
            (
                "mine.toml: unknown criterion 'relashions_min': did you mean 'relations_min'? "
                f"Choices: {CRITERIA}."
            ),
        ),
        (
            "[limits]\nrelashions_min = 3",
            ArgumentError,
            (
                "mine.toml: unknown criterion 'relashions_min': did you mean 'relations_min'? "
                f"Choices: {CRITERIA}."
            ),
        ),
        (
            "learning_min = -1",
            ArgumentError,
            "mine.toml: weight of 'learning_min': -1 is not a number of 0 or more.",
        ),
        (
            "learning_min = nan",
            ArgumentError,
            "mine.toml: weight of 'learning_min': nan is not a number of 0 or more.",
        ),
        (
            "learning_min = inf",
            ArgumentError,
            "mine.toml: weight of 'learning_min': inf is not a number of 0 or more.",
        ),
        (
            'learning_min = "many"',
            ArgumentError,
            "mine.toml: weight of 'learning_min': 'many' is not a number of 0 or more.",
        ),
        (
            "learning_min = true",
            ArgumentError,
            "mine.toml: weight of 'learning_min': True is not a number of 0 or more.",
        ),
        (
            "[limits]\nlearning_min = -0.5",
            ArgumentError,
            "mine.toml: limit of 'learning_min': -0.5 is not a number of 0 or more.",
        ),
        (
            "[limits]\nlearning_min = false",
            ArgumentError,
            "mine.toml: limit of 'learning_min': False is not a number of 0 or more.",
        ),
        ("", FileError, "mine.toml: is empty; write for example relations_min = 3."),
        ("# nothing\n", FileError, "mine.toml: is empty; write for example relations_min = 3."),
        ("[limits]\n", FileError, "mine.toml: is empty; write for example relations_min = 3."),
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
        of_file(file)
    assert str(caught.value) == message


def test_weights_that_are_all_nought_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    nought = dict.fromkeys(SITING.criteria, 0.0)
    file.write_text("".join(f"{name} = 0\n" for name in nought), encoding="utf-8")
    for own in (read_weights(file, SITING), nought):
        with pytest.raises(ArgumentError) as caught:
            read_brief(VELDLAND, "veldregister", own)
        assert str(caught.value) == (
            "weights of 'veldregister': all are nought; give one more than 0."
        )


def test_a_broken_missing_or_binary_file_of_weights_is_refused(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    with pytest.raises(FileError) as caught:
        of_file(missing)
    assert str(caught.value) == f"{missing}: no such file."
    with pytest.raises(FileError) as caught:
        of_file(tmp_path)
    assert str(caught.value) == f"{tmp_path}: is a folder, not a file."
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"exit_car_min = ")
    with pytest.raises(FileError) as caught:
        of_file(broken)
    said = str(caught.value)
    assert said.startswith("broken.toml: is not a TOML file of weights (")
    assert "Invalid value" in said
    assert "\n" not in said
    broken.write_bytes(b"\xff\xfe")
    with pytest.raises(FileError) as caught:
        of_file(broken)
    assert str(caught.value) == "broken.toml: is not text in UTF-8; save it so."


def test_a_mapping_with_a_misspelt_criterion_is_refused() -> None:
    with pytest.raises(ArgumentError) as caught:
        read_brief(VELDLAND, "veldregister", {"stationwalk_min": 2})
    assert str(caught.value) == (
        "unknown criterion 'stationwalk_min': did you mean 'station_walk_min'? "
        f"Choices: {CRITERIA}."
    )


def test_a_service_asks_what_its_kind_asks_and_more() -> None:
    assert len(SERVICES) == 5
    for service in SERVICES.index:
        brief = read_brief(VELDLAND, service)
        kind, own = SITING.kinds[brief.kind], SITING.overrides.get(service)
        more = dict(own.weights) if own else {}
        expected = {name for name, times in {**kind.weights, **more}.items() if times > 0}
        assert set(brief.weights) == expected - set(brief.unknown), service
        assert list(brief.weights) == [name for name in SITING.criteria if name in brief.weights]
        assert brief.limits == {**kind.limits, **(own.limits if own else {})}, service
        seen = [one for eyes in SITING.viewpoints.values() for one in eyes.sources]
        assert brief.sources == (*seen, *kind.sources, *(own.sources if own else ())), service


def test_what_no_place_of_learning_teaches_is_left_out_for_all_sites() -> None:
    row = {**SERVICES.loc["veldarchief"].to_dict(), "themes": "aviation"}
    words = ("learning_min", "university_min")
    brief = brief_of(SITING, "veldarchief", row, unknown=words)
    assert brief.unknown == ("university_min",)  # what it does not ask for is not missing
    assert "university_min" not in brief.weights
    assert sum(brief.weights.values()) == pytest.approx(100)
    assert read_brief(VELDLAND, "veldarchief").unknown == ()


def test_what_is_left_out_says_what_it_would_weigh() -> None:
    services = SERVICES.assign(
        themes=SERVICES["themes"].mask(SERVICES.index == "veldarchief", "aviation")
    )
    area = replace(VELDLAND, own={"services": services.reset_index()}, _kept={})
    row = services.loc["veldarchief"].to_dict()
    whole = brief_of(SITING, "veldarchief", row).weights
    brief = read_brief(area, "veldarchief")
    assert brief.unknown == ("university_min",)
    assert brief.unknown_weigh == pytest.approx(whole["university_min"])
    assert 0 < brief.unknown_weigh < 100
    assert read_brief(VELDLAND, "veldarchief").unknown_weigh == 0


def test_a_service_of_which_nothing_can_be_told_is_refused_by_what_is_missing() -> None:
    row = SERVICES.loc["veldarchief"].to_dict()
    asked = tuple(brief_of(SITING, "veldarchief", row).weights)
    titles = [repr(SITING.criteria[name].title_in("en")) for name in asked]
    with pytest.raises(ArgumentError) as caught:
        brief_of(SITING, "veldarchief", row, unknown=asked)
    assert caught.value.sentence(VELDLAND.words("en")) == (
        "service 'veldarchief': from a viewpoint nothing of what it asks for is left, as no data "
        f"of Veldland tell anything on {', '.join(titles[:-1])} and {titles[-1]}; give it weights "
        "of its own in its file, under [weights], or another kind."
    )


def test_a_service_of_an_unknown_kind_or_theme_is_refused() -> None:
    row = SERVICES.loc["grensdouane"].to_dict()
    kinds, themes = ", ".join(SITING.kinds), ", ".join(SITING.themes)
    quoted = ", ".join(map(repr, SITING.themes))
    for changed, message in (
        (
            {"kind": "inspektion"},
            f"unknown kind of 'mine' 'inspektion': did you mean 'inspection'? Choices: {kinds}.",
        ),
        (
            {"themes": "it;securty"},
            f"unknown theme of 'mine' 'securty': did you mean 'security'? Choices: {themes}.",
        ),
        ({"themes": math.nan}, f"service 'mine': has no theme; give one of {quoted}."),
    ):
        with pytest.raises(ArgumentError) as caught:
            brief_of(SITING, "mine", {**row, **changed})
        assert str(caught.value) == message
