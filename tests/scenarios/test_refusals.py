"""Edits of what cannot be are refused by their whole sentence, and change nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from edits import (
    LINES,
    NOW,
    assert_same,
    frequency,
    line_edit,
    refusal,
    retime,
    road,
    scenario,
    site,
    speed,
    stop,
    then,
    timed,
)
from veldland import VELDLAND

import drenthe_geo as dg
from drenthe_geo.errors import ArgumentError

STATION_NAMES = ", ".join(sorted(NOW.transit.stations["name"]))
NUMBERS = ", ".join(sorted({str(one) for one in NOW.road_edges["road_number"].dropna()}))
CLASSES = ", ".join(sorted(set(NOW.road_edges["road_class"])))
OTV, HDS = [173774.0, 456777.0], [164138.0, 464901.0]  # junctions at two stations

LINE, FREQUENCY = "scenario 'mine', edit 1 (add_line)", "scenario 'mine', edit 1 (set_frequency)"
ROAD, SPEED = "scenario 'mine', edit 1 (add_road)", "scenario 'mine', edit 1 (set_speed)"
RETIME, STOP = "scenario 'mine', edit 1 (retime_leg)", "scenario 'mine', edit 1 (add_stop)"
SHORTER, PASSED = (f"scenario 'mine', edit 1 ({do})" for do in ("shorten_line", "remove_stop"))
NOT_SAID = "is not said; give minutes, or km at both calls and kmh of the call or the line."


def test_a_misspelt_station_names_the_nearest_and_changes_nothing() -> None:
    wrong = line_edit(timed(["otv", "Zantkerk"], [20]))
    said = refusal(scenario(frequency("reg-vnd-osf", 9), wrong, speed("N901", 130)))
    assert said == (
        "scenario 'mine', edit 2 (add_line): unknown station 'Zantkerk': did you mean 'Zandkerk'? "
        f"Choices: {STATION_NAMES}."
    )
    assert_same(NOW, dg.situation.read_situation(VELDLAND))


IMPOSSIBLE: dict[str, tuple[dict[str, Any], str]] = {
    "no such line": (
        frequency("reg-vnd-os", 2),
        (
            f"unknown line in {FREQUENCY} 'reg-vnd-os': did you mean 'reg-vnd-osf'? "
            f"Choices: {', '.join(LINES)}."
        ),
    ),
    "no minutes": (
        line_edit([{"at": "otv"}, {"at": "hds", "km": 30}]),
        f"{LINE}: how long it takes to 'hds' {NOT_SAID}",
    ),
    "no kilometres": (
        line_edit([{"at": "otv", "km": 0}, {"at": "hds"}], kmh=100),
        f"{LINE}: how long it takes to 'hds' {NOT_SAID}",
    ),
    "no way on": (
        line_edit(
            [{"at": "otv", "km": 0}, {"at": "hds", "km": 30}, {"at": "rst", "km": 30}], kmh=100
        ),
        f"{LINE}: km must grow along the line, but not at 'rst'.",
    ),
    "one call": (line_edit([{"at": "otv"}]), f"{LINE}: must call at two stations at least."),
    "a line there is": (
        line_edit(timed(["otv", "hds"], [20]), "reg-vnd-osf"),
        f"{LINE}: line 'reg-vnd-osf' is there already.",
    ),
    "round trip": (
        line_edit(timed(["otv", "hds", "otv"], [20, 20])),
        "scenario mine: makes trains that cannot be; transit: line 'new' comes to a station twice.",
    ),
    "no such road": (
        speed("N91", 100),
        f"unknown road_number in {SPEED} 'N91': did you mean 'N901'? Choices: {NUMBERS}.",
    ),
    "not in the box": (
        speed("N901", 100, within_m=[0, 0, 10, 10]),
        f"{SPEED}: no stretch of N901 lies in the box [0, 0, 10, 10].",
    ),
    "one junction": (
        road(OTV, [OTV[0] + 1, OTV[1] + 1]),
        f"{ROAD}: both ends join the same junction.",
    ),
    "no such class": (
        road(OTV, HDS, road_class="primry"),
        f"unknown road_class in {ROAD} 'primry': did you mean 'primary'? Choices: {CLASSES}.",
    ),
    "no such site": (
        {"do": "remove_site", "site": "nowhere-at-all"},
        (
            "unknown site in scenario 'mine', edit 1 (remove_site) 'nowhere-at-all': "
            f"Choices: {', '.join(map(str, NOW.sites.index))}."
        ),
    ),
    "a site there is": (
        site(str(NOW.sites.index[0]), [170000, 458000]),
        f"scenario 'mine', edit 1 (add_site): site '{NOW.sites.index[0]}' is there already.",
    ),
    "a station there is": (
        {"do": "add_station", "station": "otv", "name": "O", "xy_m": [170000, 458000]},
        (
            "scenario 'mine', edit 1 (add_station): station 'otv' is there already; a line may "
            "call at it."
        ),
    ),
    "no such leg": (
        retime("reg-hds-otv", "hds", "otv", 5),
        f"{RETIME}: line 'reg-hds-otv' has no leg hds-otv; its legs: hds-vnd, vnd-otv.",
    ),
    "no such call": (
        {"do": "remove_stop", "line": "reg-hds-otv", "station": "rst"},
        f"{PASSED}: the line does not call at 'rst'; it calls at hds, vnd, otv.",
    ),
    "a call there is": (
        stop("reg-hds-otv", "hds", "vnd", "otv", 2, 3),
        f"{STOP}: line 'reg-hds-otv' calls at 'hds' already.",
    ),
    "no end": (
        {"do": "shorten_line", "line": "reg-hds-otv", "from": "vnd", "to": "hds"},
        f"{SHORTER}: 'vnd' is no end of the line; it runs from 'hds' to 'otv'.",
    ),
    "shortened to nothing": (
        {"do": "shorten_line", "line": "reg-hds-otv", "from": "otv", "to": "hds"},
        f"{SHORTER}: leaves the line without a leg; remove the line instead.",
    ),
    "no leg left": (
        {"do": "remove_stop", "line": "reg-vnd-osf", "station": "osf"},
        f"{PASSED}: leaves the line without a leg; remove the line instead.",
    ),
    "minutes at an end": (
        {"do": "remove_stop", "line": "reg-vnd-osf", "station": "osf", "minutes": 5},
        f"{PASSED}: 'osf' is an end of the line; leave minutes out.",
    ),
    "nowhere to extend to": (
        {"do": "extend_line", "line": "reg-vnd-osf", "from": "osf", "calls": []},
        "scenario 'mine', edit 1 (extend_line): must call at one station at least.",
    ),
    "far away": (
        site("x", [1, 2]),
        (
            "scenario 'mine', edit 1 (add_site): xy_m [1, 2]: 1 of 1 lies outside the "
            "Netherlands, the first at x=1, y=2; give x and y in RD New."
        ),
    ),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_edits_of_what_cannot_be_are_refused(what: str) -> None:
    edit, said = IMPOSSIBLE[what]
    assert refusal(scenario(edit)) == said


def test_the_end_of_a_new_road_must_lie_near_a_junction() -> None:
    x, y = 165000, 458000
    nodes = NOW.road_nodes[["x_m", "y_m"]].to_numpy(dtype=float)
    off_m = np.hypot(*(nodes - [x, y]).T)
    at = nodes[off_m.argmin()]
    assert off_m.min() > 250
    assert refusal(scenario(road([x, y], HDS))) == (
        f"{ROAD}: from_m is {off_m.min():,.0f} m from the nearest junction "
        f"({at[0]:.0f},{at[1]:.0f}); it must be within 250 m."
    )


def test_a_road_shorter_than_the_straight_line_is_refused() -> None:
    straight = float(np.hypot(OTV[0] - HDS[0], OTV[1] - HDS[1]))
    assert refusal(scenario(road(OTV, HDS, length_m=1000))) == (
        f"{ROAD}: length_m 1,000 is less than {straight:,.0f} m in a straight line."
    )


def test_a_country_without_trains_is_refused() -> None:
    gone = [{"do": "remove_line", "line": line} for line in LINES]
    assert refusal(scenario(*gone)) == "scenarios: no train is left."


def test_refusals_are_said_in_dutch_too() -> None:
    with pytest.raises(ArgumentError) as caught:
        then(scenario(IMPOSSIBLE["no such leg"][0]))
    assert caught.value.sentence(VELDLAND.words("nl")) == (
        "scenario 'mine', wijziging 1 (retime_leg): lijn 'reg-hds-otv' heeft geen traject hds-otv; "
        "wel hds-vnd, vnd-otv."
    )
    one, other = scenario(frequency("reg-vnd-osf", 2), name="a"), frequency("reg-vnd-osf", 4)
    with pytest.raises(ArgumentError) as caught:
        then(one, scenario(other, name="b"))
    assert caught.value.sentence(VELDLAND.words("nl")) == (
        "de scenario's 'a' en 'b' spreken elkaar tegen: beide veranderen het aantal treinen per "
        "uur van lijn 'reg-vnd-osf'; laat er een weg."
    )
