"""What the tables of trains promise: every leg has a basis, and the formula its fit."""

from __future__ import annotations

import tomllib
from io import StringIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drenthe import DRENTHE
from railways import oracle

import drenthe_geo as dg
from drenthe_geo.build.transit import transit_tables

pytestmark = pytest.mark.facts

SECOND = 1 / 60
WINDOW = "ma-do tot 20 uur"
WINDOW_H = 14
ABROAD = {"rheine": "x-rheine"}
LEAST_KM = 5
"""Shorter legs than this are left out of the fit: half a minute of rounding is too much of them."""

CURATED = DRENTHE.folder / "curated"
NOW = dg.transit.read_transit(DRENTHE)
BY_TRAIN = NOW.lines.index[NOW.lines["vehicle"] == "train"]
RAIL = NOW.legs[NOW.legs["line"].isin(BY_TRAIN)]
TRAINS = NOW.legs[NOW.legs["line"].isin(NOW.lines.index[NOW.lines["series"].notna()])]


def test_the_times_of_today_are_those_of_brute_force() -> None:
    apart = NOW.times().minutes.to_numpy() - oracle(NOW, "minutes").to_numpy()
    assert np.abs(apart).max() <= 0.2 * SECOND


def test_every_leg_has_a_basis_and_known_times_their_source() -> None:
    legs, published = RAIL, DRENTHE.table("transit_published")
    assert set(TRAINS["basis"]) == {"timetable"}
    assert (TRAINS["year"] == 2026).all()
    assert legs["source"].notna().all()
    shared = legs["basis"] == "shared"
    assert legs.loc[shared, "time_id"].isin(published["time_id"]).all()
    assert legs.loc[~shared, "time_id"].isna().all()
    assert published["source"].notna().all()


def test_legs_that_share_a_published_total_add_up_to_it() -> None:
    legs = RAIL.query("basis == 'shared'")
    published = DRENTHE.table("transit_published").set_index("time_id")
    shared = legs.groupby("line")
    assert len(legs[["line", "time_id"]].drop_duplicates()) == len(shared) > 0
    totals = published.loc[shared["time_id"].first()]
    for name in ("minutes", "minutes_low", "minutes_high"):
        apart = shared[name].sum().to_numpy() - totals[name].to_numpy(dtype=float)
        assert (np.abs(apart) <= 0.1).all()


def test_the_tables_are_what_the_build_makes_of_the_gathered() -> None:
    for name, table in transit_tables(CURATED, NOW.rules).items():
        made = table.to_csv(index=False, lineterminator="\n")
        rows = (DRENTHE.folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        ours = made.splitlines()
        if name in {"transit_lines", "transit_legs"}:  # the buses stand among them
            known = {*BY_TRAIN, "line"}
            rows = [row for row in rows if row.partition(",")[0] in known]
            # Numbers are written by what stands in the whole column, so values are compared.
            assert len(rows) == len(ours)
            one, other = (pd.read_csv(StringIO("\n".join(text))) for text in (rows, ours))
            pd.testing.assert_frame_equal(one, other, check_dtype=False)
        else:
            assert rows == ours, name


KNOWN_MIN = [
    ("asn", "zl", "ic-gn-shl", 39),
    ("gn", "zl", "ic-gn-ut-gvc", 56),
    ("emn", "zl", "sn-zl-emn-peak", 49),
    ("emn", "zl", "sn-zl-emn", 51),
    ("emn", "zl", "st-zl-emn", 57),
    ("mp", "lw", "ic-lw-ut-gvc", 40),
    ("mp", "lw", "ic-lw-shl", 50),
    ("gvc", "asn", "ic-gn-ut-gvc", 136),
]


@pytest.mark.parametrize(("start", "end", "line", "minutes"), KNOWN_MIN)
def test_known_times_in_one_train(start: str, end: str, line: str, minutes: float) -> None:
    legs = NOW.legs[NOW.legs["line"] == line]
    calls = [legs["from_station"].iloc[0], *legs["to_station"]]
    first, last = sorted((calls.index(start), calls.index(end)))
    between = legs.iloc[first:last]
    assert between["minutes"].sum() + between["dwell_min"].iloc[:-1].sum() == minutes


def series_of(public_data: Path) -> dict[str, pd.DataFrame]:
    """Calls of every train series of the timetable, by its number."""
    folder = public_data / "timetable"
    table = pd.read_csv(folder / "rail_series_2026.csv", dtype={"series": str})
    known = pd.read_csv(folder / "stations_2026.csv", keep_default_na=False).set_index("id")["code"]
    table["code"] = table["station"].map(ABROAD).fillna(table["station"].map(known))
    table = table[(table["window"] == WINDOW) & (table["route"] == 0)]
    return {str(name): rows.sort_values("seq") for name, rows in table.groupby("series")}


def test_legs_are_those_of_their_series(public_data: Path) -> None:
    series = series_of(public_data)
    for line, rows in TRAINS.groupby("line"):
        theirs = series[str(NOW.lines["series"][str(line)])].set_index("code")
        calls = [rows["from_station"].iloc[0], *rows["to_station"]]
        times = theirs.loc[calls]
        back = times["seq"].is_monotonic_decreasing
        assert back or times["seq"].is_monotonic_increasing
        legs = rows.set_index("to_station")
        for before, call in pairwise(calls):
            early, late = (call, before) if back else (before, call)
            run = times.loc[late, "arr_min"] - times.loc[early, "dep_min"]
            assert abs(legs.loc[call, "minutes"] - run) <= 0.25, (line, call)
            passed = theirs["seq"].between(*sorted(theirs.loc[[before, call], "seq"])).sum() - 2
            assert legs.loc[call, "passes"] == passed, (line, call)
        for call in calls[1:-1]:
            stand = times.loc[call, "dep_min"] - times.loc[call, "arr_min"]
            assert abs(legs.loc[call, "dwell_min"] - stand) <= 0.25, (line, call)


def test_trains_an_hour_and_a_day_are_those_of_the_series(public_data: Path) -> None:
    series = series_of(public_data)
    for line, row in NOW.lines[NOW.lines["series"].notna()].iterrows():
        theirs = series[str(row["series"])].iloc[0]
        a_day = theirs["trips_a_day_both_ways"] / 2
        assert row["trains_per_day"] == a_day
        if row["pattern"] == "irregular":
            assert row["trains_per_hour"] == round(a_day / WINDOW_H, 2)
        else:
            assert row["trains_per_hour"] == round(60 / theirs["headway_min"])
        even = a_day * theirs["headway_min"] / 60 >= WINDOW_H * 2 / 3
        # In the peak another series runs in place of the fast train to Emmen.
        assert (row["pattern"] == "regular") == (even or line == "sn-zl-emn"), line


def fitted() -> tuple[float, float, float]:
    """Fit the formula to the legs of the timetable: share of the speed, minutes per stop, error.

    Trains as planned ones would be: no intercities. Least squares of errors relative to the
    minutes, standing at the end in them; the error is the share of the formula within which four
    fifths of them lie.
    """
    kinds = NOW.lines["kind"].reindex(TRAINS["line"]).to_numpy()
    known = TRAINS[(kinds != "intercity") & (TRAINS["km"] >= LEAST_KM).to_numpy()]
    columns = ["from_station", "to_station", "minutes", "dwell_min", "passes", "kmh"]
    known = known.dropna(subset=["km", "kmh"]).drop_duplicates(columns)
    minutes = (known["minutes"] + known["dwell_min"]).to_numpy(dtype=float)
    at_speed = 60 * known["km"].to_numpy(dtype=float) / known["kmh"].to_numpy(dtype=float)
    stops = known["passes"].to_numpy(dtype=float) + 1
    terms = np.column_stack([at_speed, stops])
    (slowness, stop_min), *_ = np.linalg.lstsq(
        terms / minutes[:, None], np.ones(len(minutes)), rcond=None
    )
    off = np.abs(minutes / (terms @ [slowness, stop_min]) - 1)
    assert len(minutes) > 50
    return 1 / float(slowness), float(stop_min), float(np.quantile(off, 0.8))


def test_the_rules_say_the_fitted_numbers() -> None:
    share, stop_min, off = fitted()
    assert NOW.rules.estimate_speed_share == round(share, 2)
    assert NOW.rules.estimate_stop_min == round(stop_min, 1)
    assert NOW.rules.estimate_uncertainty_share == round(off, 2)


def test_connections_are_of_trains_that_come_every_hour() -> None:
    known = NOW.connections
    assert set(known["station"]) == {"zl", "mp", "gn"}
    often = NOW.lines["trains_per_hour"]
    for side in ("from_line", "to_line"):
        assert (often[known[side]] >= 1).all()
        assert (NOW.lines["pattern"][known[side]] == "regular").all()
    assert known["change_min"].between(NOW.rules.transfer_min, 60).all()
    assert known["source"].notna().all()


def test_a_minute_known_both_ways_is_mirrored() -> None:
    """What leaves m minutes past one way arrives m minutes to the other way.

    The stopping train to Emmen has the mirrored minutes of the fast one: they cross each other.
    """
    clocks = pd.read_csv(CURATED / "transit_clocks.csv")
    for (station, line), rows in clocks.groupby(["station", "line"]):
        every = 30 if str(line).endswith("-zl-emn") else int(rows["every_min"].iloc[0])
        one, two = rows.to_dict("records")
        for arrives, leaves in ((one, two), (two, one)):
            total = arrives["arrive_min"] + leaves["leave_min"]
            if not np.isnan(total):
                assert min(total % every, -total % every) <= 1, (station, line)


def test_the_trains_of_another_year_replace_the_intercities() -> None:
    (earlier,) = dg.scenarios.read_timetables(DRENTHE)
    situation = dg.situation.read_situation(DRENTHE)
    then = dg.scenarios.apply_scenarios(situation, [earlier], DRENTHE.settings).transit
    with (DRENTHE.folder / "timetables" / "2024.toml").open("rb") as file:
        edits = tomllib.load(file)["edits"]
    gone = {edit["line"] for edit in edits if edit["do"] == "remove_line"}
    new = {edit["line"] for edit in edits if edit["do"] == "add_line"}
    assert set(then.lines.index) == set(NOW.lines.index) - gone | new
    published = DRENTHE.table("transit_published").set_index("time_id")["minutes"]
    for time_id in ("gn-shl-ic", "asn-shl-ic", "gn-gvc-ic", "asn-gvc-ic", "zl-shl-ic", "mp-ut-ic"):
        start, end, _ = time_id.split("-")
        rides = then.times().legs(start, end)
        one_train = then.legs[then.legs["line"].isin(new)]
        assert {start, end} <= {*one_train["from_station"], *one_train["to_station"]}
        assert rides["ride_min"].sum() <= published[time_id] + 1, time_id
    assert dg.scenarios.read_scenario(DRENTHE, "trains-2024") == earlier
