"""Published times by train are near to ours where the table has those trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.facts.computed import Computed

NEAR_MIN = 2.5


def test_published_times_of_trains_that_run_as_they_did_are_near(computed: Computed) -> None:
    """They come from other sources than the legs: a test of those, but for the one input."""
    checked = computed.trains
    assert checked["is_input"].sum() == 1
    alike = checked[checked["timetable"].isin(["today", "alike"]) & ~checked["is_input"]]
    assert len(alike) >= 20
    assert (alike["off"].abs() <= NEAR_MIN).all(), alike[alike["off"].abs() > NEAR_MIN]
    assert alike["off"].abs().mean() < 1


def test_the_recast_of_december_2024_is_seen(computed: Computed) -> None:
    """To Den Haag six minutes less, to Schiphol seven more, as was told of Groningen."""
    checked = computed.trains.set_index(["from", "to", "year"])["off"]
    capital, airport = ("Den Haag Centraal", "Schiphol Airport")
    assert -6.5 <= checked["Groningen", capital, 2024] <= -4
    assert checked["Groningen", airport, 2024] == 7
    assert abs(checked["Groningen", capital, 2025]) <= 2
    assert checked["Groningen", airport, 2025] == 0


def test_published_times_by_car_are_all_compared(computed: Computed) -> None:
    checked = computed.cars
    assert len(checked) == len(computed.area.table("car_published")) >= 10
    assert checked["ours"].notna().all()


def test_stations_of_the_walks_are_in_order(computed: Computed) -> None:
    names = computed.walk.sort_values("station")["station"].tolist()
    assert len(names) == len(set(names)) == len(computed.study.stations)
