"""Conditions of time, and restrictions of turns: what holds on a Tuesday in May at two."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drenthe_geo.osm.choices import read_choices
from drenthe_geo.osm.conditional import DAYS, Moment, at_moment, condition_holds
from drenthe_geo.osm.rules import read_rules

NOW = Moment.of(read_choices("nl").by_day)
RULES = read_rules("nl")

HOLDS = {
    "(07:00-19:00)": True,
    "(19:00-06:00)": False,
    "(13:00-06:00)": True,
    "(Mo-Fr)": True,
    "(Sa-Su)": False,
    "(Sa-Tu)": True,
    "(Mo-Fr 00:00-06:30,21:30-24:00)": False,
    "(Mo-Fr 00:00-06:30,13:30-24:00)": True,
    "(Mo-Fr 00:00-06:30; Sa 00:00-24:00; PH 00:00-24:00)": False,
    "(Su, Mo-Sa 20:00-06:00)": False,
    "(Sa-Su,PH 08:00-22:00)": False,
    "(PH)": False,
    "(24/7)": True,
    "(Mo-Su 06:00-22:00; Tu off)": False,
    "(Apr 01-Sep 30 Tu 12:00-18:00)": True,
    "(Oct 01-Mar 31)": False,
    "(Oct-Jun)": True,
    "(Jan15-Aug15)": True,
    "(May 12)": True,
    "(May 01-11)": False,
    "(sunrise-sunset)": True,
    "(sunset-sunrise)": False,
    "(Tu 12:00-15:00 AND wet)": None,
    "(Su AND wet)": False,
    "(Mo-Fr 17:00,19:00)": None,
    "(wet)": None,
    "(weight>3.5)": None,
    "(2024 Jan 01-2025 Mar 31)": None,
    "(12:99-15:00)": None,
    "": None,
}


@pytest.mark.parametrize(("condition", "holds"), HOLDS.items())
def test_whether_a_condition_holds(condition: str, holds: bool | None) -> None:  # noqa: FBT001 - of a table
    assert condition_holds(condition, NOW) is holds


def test_the_moment_is_a_tuesday() -> None:
    assert dt.date(2026, NOW.month, NOW.day).weekday() == NOW.weekday == DAYS.index("tu")


@given(
    st.integers(0, 6), st.integers(0, 6), st.integers(0, 1439), st.integers(0, 1440),
    st.integers(0, 6), st.integers(0, 1439),
)  # fmt: skip
def test_days_and_hours_hold_as_the_calendar_says(  # noqa: PLR0917 - drawn
    first: int, last: int, start: int, end: int, weekday: int, minute: int
) -> None:
    days, day = [], first
    while True:
        days.append(day)
        if day == last:
            break
        day = (day + 1) % 7
    spanned = set(range(start, end)) if end > start else {*range(start, 1440), *range(end)}
    hours = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    text = f"({DAYS[first]}-{DAYS[last]} {hours})"
    moment = Moment(5, 12, weekday, minute, NOW.light)
    assert condition_holds(text, moment) is (weekday in days and minute in spanned)


def test_the_last_value_that_holds_counts() -> None:
    assert at_moment("no @ (10:00-18:00); yes @ (Tu)", NOW).value == "yes"
    assert at_moment("no @ (10:00-18:00); yes @ (We)", NOW).value == "no"
    assert at_moment("100 @ 06:00-19:00", NOW).value == "100"
    assert at_moment("no@ (Jan15-Aug15)", NOW).value == "no"
    assert not at_moment("no @ (wet)", NOW).understood
    assert not at_moment("x" * 300, NOW).understood
    assert not at_moment("no", NOW).understood


# Tags of a restriction → what binds cars, or why nothing does.
TURNS = [
    ({"restriction": "no_left_turn"}, "no", ""),
    ({"restriction": "only_straight_on"}, "only", ""),
    ({"restriction": "no_entry"}, "no", ""),
    ({"restriction": "no_exit"}, "no", ""),
    ({"restriction:motorcar": "no_u_turn"}, "no", ""),
    ({"restriction": "no_left_turn", "except": "psv;bicycle"}, "no", ""),
    ({"restriction": "no_left_turn", "except": "psv;motorcar"}, None, "turn_not_for_cars"),
    ({"restriction:hgv": "no_left_turn"}, None, "turn_not_for_cars"),
    ({"restriction:hgv:conditional": "no_left_turn @ (Tu)"}, None, "turn_not_for_cars"),
    ({"restriction": "no_right_turn_on_red"}, None, "turn_on_red"),
    ({"restriction": "dancing"}, None, "turn_unknown"),
    ({}, None, "turn_unknown"),
    ({"restriction:conditional": "no_entry @ (08:00-20:00)"}, "no", ""),
    ({"restriction:conditional": "no_entry @ (Sa-Su,PH 08:00-22:00)"}, None, "turn_at_other_hours"),
    ({"restriction:conditional": "no_entry @ (wet)"}, None, "turn_condition_not_understood"),
    ({"restriction": "no_entry", "restriction:conditional": "no_u_turn @ (Sa)"}, "no", ""),
    ({"restriction": "no_entry", "hour_on": "07:00", "hour_off": "19:00"}, "no", ""),
    (
        {"restriction": "no_entry", "hour_on": "07:00", "hour_off": "09:00"},
        None,
        "turn_at_other_hours",
    ),
    (
        {
            "restriction": "no_entry", "day_on": "Monday", "day_off": "Friday",
            "hour_on": "07:00", "hour_off": "19:00",
        },
        "no",
        "",
    ),
    ({"restriction": "no_entry", "day_on": "Someday"}, None, "turn_condition_not_understood"),
]  # fmt: skip


@pytest.mark.parametrize(("tags", "kind", "why"), TURNS)
def test_which_turns_are_banned_by_day(tags: dict[str, str], kind: str | None, why: str) -> None:
    tags = {"type": "restriction", **tags}
    found = RULES.restriction(tags)
    assert (found and found.kind) == kind
    assert RULES.why_no_restriction(tags) == why


def test_other_relations_ban_nothing() -> None:
    tags = {"type": "route", "restriction": "no_u_turn"}
    assert RULES.restriction(tags) is None
    assert not RULES.why_no_restriction(tags)
