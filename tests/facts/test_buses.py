"""The buses of the province: the rule for their minutes, fitted anew, and what the tables keep."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from drenthe import DRENTHE

import drenthe_geo as dg
from drenthe_geo.area.package import read_toml
from drenthe_geo.build.buses import car_minutes

RULE = read_toml(DRENTHE.folder / "build.toml")["buses"]


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    """Published minutes of buses, with our minutes by car and the stops between."""
    table = DRENTHE.table("bus_published")
    vias = [via.split(";") for via in table["via"]]
    by_car = car_minutes(DRENTHE, DRENTHE.table("stops"), vias)
    car = [sum(by_car[f"{one} {two}"] for one, two in pairwise(via)) for via in vias]
    return table.assign(car=car, between=[len(via) - 2 for via in vias])


def test_the_rule_is_the_fit_to_what_is_published(known: pd.DataFrame) -> None:
    """Least squares of relative errors, to the digits that the file has."""
    parts = known[["car", "between"]].div(known["minutes"], axis=0).to_numpy(dtype=float)
    fit, *_ = np.linalg.lstsq(parts, np.ones(len(parts)), rcond=None)
    assert fit[0] == pytest.approx(RULE["factor"], abs=0.02)
    assert fit[1] == pytest.approx(RULE["stop_min"], abs=0.15)


def test_all_that_is_published_lies_within_the_range_of_the_rule(known: pd.DataFrame) -> None:
    ours = RULE["factor"] * known["car"] + RULE["stop_min"] * known["between"]
    assert ((ours / known["minutes"] - 1).abs() <= RULE["off_share"]).all()


def test_legs_of_a_published_total_add_up_to_it() -> None:
    legs = DRENTHE.table("transit_legs")
    totals = DRENTHE.table("bus_published").set_index("time_id")["minutes"]
    shared = legs[(legs["basis"] == "shared") & legs["time_id"].isin(totals.index)]
    for time_id, rows in shared.groupby("time_id"):
        whole = rows["minutes"].sum() + rows["dwell_min"].sum()
        assert whole == pytest.approx(totals[time_id], abs=0.1)


def test_every_bus_stop_is_used_and_lies_on_a_road() -> None:
    transit = dg.transit.read_transit(DRENTHE)
    assert transit.stops is not None
    assert transit.stops.index.isin(transit.served).all()
    snaps = dg.roads.snap_points(dg.roads.read_network(DRENTHE, "car"), transit.stops)
    assert snaps["access_min"].notna().all()
