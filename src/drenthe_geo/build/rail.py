"""The trains: legs with their minutes, published, shared out or estimated."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.rail.rules import RailRules


def rail_tables(curated: Path, rules: RailRules) -> dict[str, pd.DataFrame]:
    """Make the tables of lines, legs and published times."""
    published = pd.read_csv(curated / "rail_published.csv")
    lines = tomllib.loads((curated / "rail_lines.toml").read_text(encoding="utf-8"))["line"]
    known = published.set_index("time_id")
    legs = [leg for line in lines for leg in _legs(line, known, rules)]
    named = ["line", "name", "kind", "trains_per_hour", "year", "certainty", "source"]
    return {
        "rail_lines.csv": pd.DataFrame(lines)[named].sort_values("line"),
        "rail_legs.csv": pd.DataFrame(legs)
        .astype({"year": "Int64"})
        .sort_values(["line", "position"]),
        "rail_published.csv": published.sort_values("time_id"),
    }


def _rests_on(time_id: str, published: pd.DataFrame) -> dict[str, Any]:
    """Source, year and certainty of a leg: of the published time, or of the formula."""
    if not time_id:
        return {"year": None, "certainty": "C", "source": "formula of rail.toml"}
    row = published.loc[time_id]
    return {name: row[name] for name in ("year", "certainty", "source")}


def _legs(line: dict[str, Any], published: pd.DataFrame, rules: RailRules) -> list[dict[str, Any]]:
    """Legs of one line; those under a published total add up to it."""
    calls = line["calls"]
    legs = []
    for position, (before, call) in enumerate(pairwise(calls), start=1):
        leg: dict[str, Any] = {
            "line": line["line"],
            "position": position,
            "from_station": before["at"],
            "to_station": call["at"],
        }
        if "by" in call:
            row = published.loc[call["by"]]
            minutes = (row["minutes"], row["minutes_low"], row["minutes_high"])
            leg |= {"km": row["km"], "kmh": row["kmh"], "passes": row["stops_between"]}
            basis = "published"
        else:
            leg |= {"km": call["km"], "kmh": call["kmh"], "passes": call.get("passes", 0)}
            middle = rules.estimate_min(leg["km"], leg["kmh"], leg["passes"])
            off = rules.estimate_uncertainty_share
            minutes, basis = (middle, middle * (1 - off), middle * (1 + off)), "estimate"
        leg |= dict(zip(("minutes", "minutes_low", "minutes_high"), minutes, strict=True))
        leg |= {"dwell_min": call.get("dwell", 0), "basis": basis}
        leg["time_id"] = call.get("by") or line.get("total") or ""
        leg |= _rests_on(leg["time_id"], published)
        legs.append(leg)
    if "total" in line:
        total = published.loc[line["total"]]
        formula = sum(leg["minutes"] for leg in legs)
        for leg in legs:
            share = leg["minutes"] / formula
            leg["basis"] = "shared"
            for name in ("minutes", "minutes_low", "minutes_high"):
                leg[name] = share * total[name]
    for leg in legs:
        for name in ("minutes", "minutes_low", "minutes_high"):
            leg[name] = round(float(leg[name]), 2)
    return legs
