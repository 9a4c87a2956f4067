"""Scenarios as files: what they must say, and what is refused as they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from edits import after, assert_same, bad, frequency, line_edit, retime, road, scenario, speed, then
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.scenarios.kinds import KINDS
from drenthe_geo.scenarios.model import HEADS

DO = ", ".join(KINDS)
TOGGLES = {
    "often": {"default": False, "note": "more trains", "source": "assumption"},
    "stop": {"default": True, "note": "a stop more", "source": "assumption"},
}
LINE = "scenario 'mine', edit 1 (add_line)"
FREQUENCY = "scenario 'mine', edit 1 (set_frequency)"


RETIME = "scenario 'mine', edit 1 (retime_leg)"
ROADS = "road_number, road_class, within_m"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            {"do": "set_frequenc", "line": "reg-vnd-osf"},
            (
                "unknown edit 1 of scenario 'mine': do 'set_frequenc': did you mean "
                f"'set_frequency'? Choices: {DO}."
            ),
        ),
        (
            {"line": "reg-vnd-osf"},
            f"scenario 'mine', edit 1: must say what to do; do = one of {DO}.",
        ),
        ("remove", f"scenario 'mine', edit 1: must say what to do; do = one of {DO}."),
        (
            {"do": "set_frequency", "line": "reg-vnd-osf"},
            f"{FREQUENCY}: trains_per_hour is missing; it needs line, trains_per_hour.",
        ),
        (
            frequency("reg-vnd-osf", 2) | {"trains": 2},
            (f"unknown entry of {FREQUENCY} 'trains': Choices: line, trains_per_hour."),
        ),
        (
            {"do": "set_frequency", "line": "reg-vnd-osf", "trains_per_hour": "two"},
            f"{FREQUENCY}: trains_per_hour = 'two' must be a number above 0.",
        ),
        (
            frequency("reg-vnd-osf", 0),
            f"{FREQUENCY}: trains_per_hour = 0 must be a number above 0.",
        ),
        (
            frequency("reg-vnd-osf", float("inf")),
            f"{FREQUENCY}: trains_per_hour = inf must be a number above 0.",
        ),
        (
            frequency("reg-vnd-osf", True),  # noqa: FBT003
            f"{FREQUENCY}: trains_per_hour = True must be a number above 0.",
        ),
        (frequency(" ", 2), f"{FREQUENCY}: line = ' ' must be a text."),
        (
            retime("reg-vnd-osf", "vnd", "osf", 5) | {"minutes_low": 6},
            f"{RETIME}: minutes_low, minutes and minutes_high must grow in that order.",
        ),
        (
            retime("reg-vnd-osf", "vnd", "osf", 5) | {"minutes_high": 4},
            f"{RETIME}: minutes_low, minutes and minutes_high must grow in that order.",
        ),
        (
            line_edit([{"at": "otv"}, {"at": "hds", "minutes": 5, "minutes_low": 6}]),
            f"{LINE}, call 2: minutes_low, minutes and minutes_high must grow in that order.",
        ),
        (
            line_edit([{"at": "otv"}, {"minutes": 5}]),
            f"{LINE}, call 2: at is missing; it needs at.",
        ),
        (
            line_edit([{"at": "otv", "minuts": 5}]),
            (
                f"unknown entry of {LINE}, call 1 'minuts': did you mean 'minutes'? Choices: at, "
                "km, kmh, passes, dwell_min, minutes, minutes_low, minutes_high."
            ),
        ),
        (
            line_edit([{"at": "otv", "km": -1}]),
            f"{LINE}, call 1: km = -1 must be a number of 0 or more.",
        ),
        (
            line_edit([]) | {"calls": "otv"},
            f"{LINE}: calls = 'otv' must be a list of tables, each with at = a station.",
        ),
        (
            road([1, 2], [3, 4], oneway="yes"),
            "scenario 'mine', edit 1 (add_road): oneway = 'yes' must be true or false.",
        ),
        (
            road([1, 2, 3], [3, 4]),
            (
                "scenario 'mine', edit 1 (add_road): from_m = [1, 2, 3] must be two numbers, x and "
                "y in RD New metres."
            ),
        ),
        (
            speed("N901", 100, within_m=[10, 0, 0, 10]),
            (
                "scenario 'mine', edit 1 (set_speed): within_m = [10, 0, 0, 10] must be four "
                "numbers, the least and largest x and y in RD New metres: [x, y, x, y]."
            ),
        ),
        (
            {"do": "close_road", "road_class": "trunk"},
            (
                "scenario 'mine', edit 1 (close_road): needs a road_number, or a road_class and "
                "within_m."
            ),
        ),
        (
            {"do": "close_road", "number": "N901"},
            (
                "unknown entry of scenario 'mine', edit 1 (close_road) 'number': did you mean "
                f"'road_number'? Choices: {ROADS}."
            ),
        ),
    ],
)
def test_edits_that_say_too_little_or_too_much_are_refused(edit: Any, said: str) -> None:
    assert bad(edit) == said


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (
            {"tilte": "x"},
            (
                "unknown entry of mine.toml 'tilte': did you mean 'title'? "
                f"Choices: {', '.join(HEADS)}."
            ),
        ),
        (
            {"source": ""},
            "mine.toml: has no source; a scenario needs a name, a title and a source.",
        ),
        ({"title": 3}, "mine.toml: has no title; a scenario needs a name, a title and a source."),
        ({"edits": "x"}, "scenario 'mine': edits must be a list of tables, [[edits]]."),
    ],
)
def test_heads_of_a_scenario_are_checked(heads: dict[str, Any], said: str) -> None:
    assert bad(**heads) == said


def test_an_edit_that_a_toggle_leaves_out_is_checked_all_the_same() -> None:
    wrong = frequency("reg-vnd-osf", 0) | {"when": "often"}
    said = f"{FREQUENCY}: trains_per_hour = 0 must be a number above 0."
    assert bad(wrong, toggles=TOGGLES) == said


def test_an_unknown_scenario_names_the_nearest() -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.scenarios.read_scenario(VELDLAND, "veldlyn")
    assert str(caught.value) == (
        "unknown scenario 'veldlyn': did you mean 'veldlijn'? Choices: n901-sneller, "
        "veldlijn, a file ending in .toml."
    )


def test_a_file_of_your_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "more.toml"
    path.write_text(
        'name = "more"\ntitle = "More trains"\nsource = "assumption"\n'
        '[[edits]]\ndo = "set_frequency"\nline = "reg-vnd-osf"\ntrains_per_hour = 3\n',
        encoding="utf-8",
    )
    assert_same(
        then(dg.scenarios.read_scenario(VELDLAND, path)), after(frequency("reg-vnd-osf", 3))
    )


@pytest.mark.parametrize(
    ("heads", "edit", "said"),
    [
        (
            {"on": {"ofen": True}, "toggles": TOGGLES},
            frequency("reg-vnd-osf", 2),
            "unknown toggle of scenario 'mine' 'ofen': did you mean 'often'? Choices: often, stop.",
        ),
        (
            {"on": {"often": True}},
            frequency("reg-vnd-osf", 2),
            "scenario 'mine' has no toggles, so 'often' cannot be set.",
        ),
        (
            {"toggles": TOGGLES},
            frequency("reg-vnd-osf", 2) | {"when": "ofen"},
            (
                "unknown toggle in scenario 'mine', edit 1 (set_frequency) 'ofen': "
                "did you mean 'often'? Choices: often, stop."
            ),
        ),
        (
            {"toggles": TOGGLES},
            line_edit([{"at": "otv", "unless": "stob"}]),
            (
                "unknown toggle in scenario 'mine', edit 1 (add_line) 'stob': "
                "did you mean 'stop'? Choices: often, stop."
            ),
        ),
        (
            {"toggles": {"often": {"default": "no", "note": "x", "source": "y"}}},
            frequency("reg-vnd-osf", 2),
            "scenario 'mine': toggle 'often' needs default = true or false.",
        ),
        (
            {"toggles": {"often": {"default": False, "note": "x"}}},
            frequency("reg-vnd-osf", 2),
            "scenario 'mine': toggle 'often' needs a note and a source.",
        ),
    ],
)
def test_wrong_toggles_are_refused(heads: dict[str, Any], edit: Any, said: str) -> None:
    assert bad(edit, **heads) == said


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ({"toggles": 3}, "scenario 'mine': toggles must be tables, [toggles.NAME]."),
        ({"toggles": [1]}, "scenario 'mine': toggles must be tables, [toggles.NAME]."),
    ],
)
def test_toggles_that_are_none_are_refused(heads: dict[str, Any], said: str) -> None:
    assert bad(**heads) == said


@pytest.mark.parametrize("when", [["a"], {"a": 1}, "a"])
def test_a_condition_without_toggles_is_refused(when: object) -> None:
    assert bad({**frequency("reg-vnd-osf", 2), "when": when}) == (
        f"scenario 'mine', edit 1 (set_frequency): when = {when!r} must name a toggle of the "
        "scenario, which has none."
    )


def test_titles_and_notes_are_in_every_language_or_in_one_for_all() -> None:
    plain = scenario(note="beware")
    assert (plain.title_in("nl"), plain.title_in("en")) == ("A trial", "A trial")
    assert plain.note_in("nl") == "beware"
    assert scenario().note_in("en") == ""
    for name in dg.scenarios.scenario_names(VELDLAND):
        one = dg.scenarios.read_scenario(VELDLAND, name)
        assert one.title_in("nl") != one.title_in("en")
        assert one.note_in("nl") != one.note_in("en")
        for toggle in one.toggles:
            assert one.toggle_note_in(toggle, "nl") != one.toggle_note_in(toggle, "en")


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (
            {"title_en": "More"},
            "mine.toml: give either title or title_en and title_nl, each a text.",
        ),
        (
            {"note_nl": "Let op"},
            "mine.toml: give either note or note_en and note_nl, each a text.",
        ),
        (
            {"toggles": {"often": {"default": True, "note_en": "more", "source": "x"}}},
            (
                "scenario 'mine', toggle 'often': give either note or note_en and note_nl, each a "
                "text."
            ),
        ),
    ],
)
def test_a_text_in_one_of_the_languages_alone_is_refused(heads: dict[str, Any], said: str) -> None:
    assert bad(**heads) == said


def test_a_file_that_is_missing_or_no_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    with pytest.raises(dg.FileError) as caught:
        dg.scenarios.read_scenario(VELDLAND, path)
    assert str(caught.value) == f"{path}: no such file."
    path.write_text("name = more\n", encoding="utf-8")
    with pytest.raises(dg.FileError) as caught:
        dg.scenarios.read_scenario(VELDLAND, path)
    assert str(caught.value) == (
        "mine.toml: is not a TOML file of scenarios (Invalid value (at line 1, column 8))."
    )


def test_a_preset_knows_its_toggles() -> None:
    with pytest.raises(dg.ArgumentError) as caught:
        dg.scenarios.read_scenario(VELDLAND, "veldlijn", {"heidedorf": True})
    assert str(caught.value) == (
        "unknown toggle of scenario 'veldlijn' 'heidedorf': did you mean 'heidedorp'? "
        "Choices: heidedorp, hourly."
    )
