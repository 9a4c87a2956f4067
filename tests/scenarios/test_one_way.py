"""Scenarios where a feed says of lines that they run one way only."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from edits import LEGS, NOW, SERVED, after, cell, frequency, line_edit, retime, scenario, timed
from veldland import VELDLAND

from drenthe_geo.scenarios.one_way import one_way_notes
from drenthe_geo.situation import Situation
from drenthe_geo.transit.rides import runs_one_way

EN = VELDLAND.words("en")
LEG = next(one for one in LEGS if one["from_station"] in SERVED and one["to_station"] in SERVED)
LINE, FROM, TO = LEG["line"], LEG["from_station"], LEG["to_station"]


def one_way(lines: pd.DataFrame, legs: pd.DataFrame, *names: str) -> Situation:
    """The trains of now, of which some run one way, as the table of a feed says it."""
    told = lines.assign(one_way=pd.array(lines.index.isin(names), dtype="boolean"))
    return replace(NOW, transit=replace(NOW.transit, lines=told, legs=legs))


def with_line_back() -> Situation:
    """The first line and one of its name that runs back, each one way."""
    transit = NOW.transit
    there = transit.legs[transit.legs["line"] == LINE]
    back = there.iloc[::-1].assign(
        line="back",
        position=range(1, len(there) + 1),
        from_station=there["to_station"].to_numpy()[::-1],
        to_station=there["from_station"].to_numpy()[::-1],
    )
    lines = pd.concat([transit.lines, transit.lines.loc[[LINE]].set_axis(["back"])])
    legs = pd.concat([transit.legs, back], ignore_index=True)
    return one_way(lines.rename_axis("line"), legs, LINE, "back")


ALONE = one_way(NOW.transit.lines, NOW.transit.legs, LINE)


def test_an_added_line_runs_both_ways_beside_lines_of_one_way() -> None:
    done = after(line_edit(timed([FROM, TO], [1.0])), now=ALONE)
    lines = done.transit.lines
    assert lines["one_way"].dtype == "boolean"
    assert lines["one_way"].to_dict() == {line: line == LINE for line in lines.index}
    plain = after(line_edit(timed([FROM, TO], [1.0])))
    for one, other in ((FROM, TO), (TO, FROM)):
        minutes = [cell(each.transit.times().minutes, one, other) for each in (done, plain)]
        assert minutes[0] == minutes[1]


def test_what_is_not_said_of_a_line_is_no_one_way() -> None:
    lines = pd.DataFrame({"one_way": pd.array([True, False, None], dtype="boolean")})
    assert runs_one_way(lines).tolist() == [True, False, False]
    assert runs_one_way(lines.astype(object)).tolist() == [True, False, False]


@pytest.mark.parametrize(
    "edit",
    [
        retime(LINE, FROM, TO, 1.5),
        frequency(LINE, 9.0),
        {"do": "remove_line", "line": LINE},
    ],
    ids=lambda edit: edit["do"],
)
def test_an_edit_of_one_direction_is_said(edit: dict[str, object]) -> None:
    asked = [scenario(edit)]
    plain = f"mine: line '{LINE}' runs one way only; edit the line of the other direction too"
    assert [EN.say(one) for one in one_way_notes(asked, ALONE.transit)] == [f"{plain}."]
    both = with_line_back()
    assert [EN.say(one) for one in one_way_notes(asked, both.transit)] == [
        f"{plain} (of the same name: back)."
    ]
    assert one_way_notes(asked, NOW.transit) == []


def test_nothing_is_said_where_both_directions_are_edited() -> None:
    asked = [scenario(frequency(LINE, 9.0), frequency("back", 9.0))]
    assert one_way_notes(asked, with_line_back().transit) == []
    assert after(frequency(LINE, 9.0), frequency("back", 9.0), now=with_line_back()) is not NOW


def test_edits_leave_a_line_of_one_way_as_it_runs() -> None:
    done = after(retime(LINE, TO, FROM, 1.5), now=ALONE)
    legs = done.transit.legs.query("line == @LINE").reset_index(drop=True)
    was = NOW.transit.legs.query("line == @LINE").reset_index(drop=True)
    ends = ["from_station", "to_station"]
    assert legs[ends].equals(was[ends])
    assert legs.loc[0, "minutes"] == 1.5
    assert done.transit.lines.loc[LINE, "one_way"]
