"""What is undone is as it was, and what an edit leaves as it should be."""

from __future__ import annotations

from typing import Any

import pytest
from edits import (
    NOW,
    after,
    assert_same,
    car_minutes,
    cell,
    frequency,
    line_edit,
    minutes,
    node_times,
    retime,
    road,
    site,
    stop,
    timed,
)
from pandas.testing import assert_frame_equal

OTV, HDS = [173774.0, 456777.0], [164138.0, 464901.0]  # junctions at two stations

UNDONE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a line": (
        line_edit(timed(["otv", "x-heidedorp", "rst"], [20, 12])),
        {"do": "remove_line", "line": "new"},
    ),
    "an extension": (
        {
            "do": "extend_line",
            "line": "reg-vnd-osf",
            "from": "vnd",
            "calls": timed(["x-heidedorp", "zdk"], [9])[1:],
        },
        {"do": "shorten_line", "line": "reg-vnd-osf", "from": "zdk", "to": "vnd"},
    ),
    "an extension at the other end": (
        {
            "do": "extend_line",
            "line": "ic-hfd-rst",
            "from": "hfd",
            "calls": [{"at": "osf", "minutes": 33}, {"at": "zdk", "minutes": 5, "dwell_min": 2}],
        },
        {"do": "shorten_line", "line": "ic-hfd-rst", "from": "zdk", "to": "hfd"},
    ),
    "a stop": (
        stop("spr-rst-zdk", "x-heidedorp", "hds", "zdk", 3, 5),
        {"do": "remove_stop", "line": "spr-rst-zdk", "station": "x-heidedorp", "minutes": 7},
    ),
    "a stop on a leg with a dwell": (
        stop("ic-hfd-rst", "zdk", "wst", "hds", 16, 7),
        {"do": "remove_stop", "line": "ic-hfd-rst", "station": "zdk", "minutes": 21},
    ),
    "other minutes": (
        retime("reg-hds-otv", "vnd", "otv", 3),
        retime("reg-hds-otv", "otv", "vnd", 6),
    ),
    "a frequency": (frequency("reg-vnd-osf", 4), frequency("reg-vnd-osf", 1)),
}


@pytest.mark.parametrize("what", UNDONE)
def test_what_is_undone_is_as_it_was_by_train(what: str) -> None:
    do, undo = UNDONE[what]
    done = after(do)
    assert not minutes(done).equals(minutes(NOW))
    assert_frame_equal(minutes(after(undo, now=done)), minutes(NOW), check_exact=True)


def test_a_removed_stop_that_was_added_leaves_the_legs_as_they_were() -> None:
    do, undo = UNDONE["a stop on a leg with a dwell"]
    back = after(undo, now=after(do)).transit.legs
    columns = ["line", "position", "from_station", "to_station", "minutes", "dwell_min"]
    assert_frame_equal(back[columns], NOW.transit.legs[columns], check_exact=True)


NEW = {"do": "add_station", "station": "x-new", "name": "Nieuw", "xy_m": [170000, 458000]}


def test_a_new_station_with_its_line_is_gone_when_it_is_removed() -> None:
    done = after(NEW, line_edit(timed(["zdk", "x-new", "otv"], [9, 9])))
    assert "x-new" in done.transit.served
    assert cell(minutes(done), "zdk", "otv") < cell(minutes(NOW), "zdk", "otv")
    gone = [{"do": "remove_line", "line": "new"}, {"do": "remove_station", "station": "x-new"}]
    back = after(*gone, now=done)
    assert_same(back, NOW, types=False)  # accuracy_m was missing for a while
    assert_frame_equal(minutes(back), minutes(NOW), check_exact=True)


def test_a_line_to_a_removed_station_alone_is_gone_with_it() -> None:
    done = after(NEW, line_edit(timed(["otv", "x-new"], [15])))
    assert_same(after({"do": "remove_station", "station": "Nieuw"}, now=done), NOW, types=False)


def test_a_closed_new_road_leaves_the_times_as_they_were() -> None:
    done = after(road(OTV, HDS))
    assert (node_times(done) < node_times(NOW)).any()
    back = after({"do": "close_road", "road_number": "N999"}, now=done)
    assert (node_times(back) == node_times(NOW)).all()
    assert_frame_equal(car_minutes(back), car_minutes(NOW), check_exact=True)


def test_a_removed_new_site_leaves_the_sites_as_they_were() -> None:
    done = after(site("x", [170_000, 458_000]))
    assert list(done.sites.index) == [*NOW.sites.index, "x"]
    assert done.sites.loc["x", "name"] == "x"
    assert (done.sites.geometry["x"].x, done.sites.geometry["x"].y) == (170_000, 458_000)
    assert_same(after({"do": "remove_site", "site": "x"}, now=done), NOW, types=False)


def test_a_passed_stop_takes_the_minutes_of_both_legs_and_the_stand_unless_told() -> None:
    passed = after({"do": "remove_stop", "line": "ic-hfd-rst", "station": "hds"})
    stand = float(NOW.transit.legs.query("line == 'ic-hfd-rst'")["dwell_min"].iloc[1])
    legs = passed.transit.legs.query("line == 'ic-hfd-rst' and to_station == 'rst'")
    assert stand == 1
    assert legs["from_station"].tolist() == ["wst"]
    assert legs["minutes"].tolist() == [21 + stand + 5]
    assert legs["minutes_high"].tolist() == [22 + stand + 6]
    assert legs["dwell_min"].tolist() == [2]
    assert passed.scenarios == ("mine",)


def test_a_stop_may_be_told_against_the_order_of_the_line() -> None:
    told_back = after(stop("spr-rst-zdk", "x-heidedorp", "zdk", "hds", 6, 5))
    assert_same(told_back, after(stop("spr-rst-zdk", "x-heidedorp", "hds", "zdk", 5, 6)))
    legs = told_back.transit.legs.query("line == 'spr-rst-zdk'").set_index("to_station")
    assert (cell(legs, "x-heidedorp", "minutes"), cell(legs, "zdk", "minutes")) == (5, 6)


def test_a_line_that_is_extended_at_its_start_stands_where_it_stood() -> None:
    do, _ = UNDONE["an extension at the other end"]
    then_legs, legs = (
        there.transit.legs.query("line == 'ic-hfd-rst'").set_index("to_station")["dwell_min"]
        for there in (after(do), NOW)
    )
    assert then_legs.loc[legs.index].tolist()[:-1] == legs.tolist()[:-1]  # the last is its end
    assert legs["hds"] == 1
    assert list(then_legs.index[:2]) == ["osf", "hfd"]
    assert cell(minutes(after(do)), "hds", "hfd") <= cell(minutes(NOW), "hds", "hfd")


def test_two_stops_that_follow_each_other_may_both_go() -> None:
    gone = [
        {"do": "remove_stop", "line": "ic-hfd-rst", "station": station}
        for station in ("wst", "hds")
    ]
    legs = after(*gone).transit.legs.query("line == 'ic-hfd-rst'")
    whole = NOW.transit.legs.query("line == 'ic-hfd-rst'")
    assert legs["minutes"].sum() == pytest.approx(
        whole["minutes"].sum() + whole["dwell_min"].iloc[:-1].sum()
    )
    assert not set(legs["to_station"]) & {"wst", "hds"}


def test_a_stop_may_be_added_on_a_leg_that_another_makes() -> None:
    first = stop("ic-hfd-rst", "x-heidedorp", "wst", "hds", 12, 10)
    second = stop("ic-hfd-rst", "zdk", "x-heidedorp", "hds", 6, 5)
    calls = after(first, second).transit.legs.query("line == 'ic-hfd-rst'")["to_station"].tolist()
    assert calls == ["wst", "x-heidedorp", "zdk", "hds", "rst"]
