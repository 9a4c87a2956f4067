"""The trains: legs with their minutes, of the timetable, published, shared out or estimated."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from drenthe_geo.build.connections import connection_table
from drenthe_geo.transit.rules import TRAIN

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.transit.rules import TransitRules

LINE_COLUMNS = (
    "line",
    "name",
    "kind",
    "vehicle",
    "trains_per_hour",
    "trains_per_day",
    "pattern",
    "series",
    "year",
    "certainty",
    "source",
)

MINUTES = ("minutes", "minutes_low", "minutes_high")

FORMULA = {"year": None, "certainty": "C", "source": "formula of transit.toml"}


def transit_tables(curated: Path, rules: TransitRules) -> dict[str, pd.DataFrame]:
    """Make the tables of lines, legs, connections and published times."""
    published = pd.read_csv(curated / "transit_published.csv")
    lines = tomllib.loads((curated / "transit_lines.toml").read_text(encoding="utf-8"))["line"]
    known = published.set_index("time_id")
    trains = pd.DataFrame(lines).assign(vehicle=TRAIN).reindex(columns=list(LINE_COLUMNS))
    legs = pd.DataFrame([leg for line in lines for leg in _legs(line, known, rules)])
    clocks = pd.read_csv(curated / "transit_clocks.csv")
    return {
        "transit_lines": trains.sort_values("line"),
        "transit_legs": legs.astype({"year": "Int64"}).sort_values(["line", "position"]),
        "transit_connections": connection_table(clocks, legs, rules.transfer_min),
        "transit_published": published.sort_values("time_id"),
    }


def _legs(
    line: dict[str, Any], published: pd.DataFrame, rules: TransitRules
) -> list[dict[str, Any]]:
    """Legs of one line; those under a published total add up to it."""
    legs = []
    for position, (before, call) in enumerate(pairwise(line["calls"]), start=1):
        leg: dict[str, Any] = {
            "line": line["line"],
            "position": position,
            "from_station": before["at"],
            "to_station": call["at"],
            "km": call.get("km"),
            "kmh": call.get("kmh"),
            "passes": call.get("passes", 0),
        }
        if "minutes" in call:
            middle = call["minutes"]
            minutes = (middle, call.get("low", middle), call.get("high", middle))
            rests_on = {name: line[name] for name in FORMULA}
            basis = "timetable"
        else:
            middle = rules.estimate_min(leg["km"], leg["kmh"], leg["passes"])
            off = rules.estimate_uncertainty_share
            minutes = (middle, middle * (1 - off), middle * (1 + off))
            basis, rests_on = "estimate", FORMULA
        leg |= dict(zip(MINUTES, minutes, strict=True))
        leg |= {"dwell_min": call.get("dwell", 0), "basis": basis, "time_id": "", **rests_on}
        legs.append(leg)
    if "total" in line:
        _share(legs, line["total"], published)
    for leg in legs:
        for name in MINUTES:
            leg[name] = round(float(leg[name]), 2)
    return legs


def _share(legs: list[dict[str, Any]], time_id: str, published: pd.DataFrame) -> None:
    """Scale legs of the formula so that they add up to a published total."""
    total = published.loc[time_id]
    formula = sum(leg["minutes"] for leg in legs)
    for leg in legs:
        share = leg["minutes"] / formula
        leg |= {"basis": "shared", "time_id": time_id}
        leg |= {name: share * total[name] for name in MINUTES}
        leg |= {name: total[name] for name in FORMULA}
