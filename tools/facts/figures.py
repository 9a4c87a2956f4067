"""The figures of facts.toml."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import drenthe_geo as dg
from tools.facts.marks import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tools.facts.computed import Computed

FILE = ROOT / "data" / "drenthe" / "facts.toml"
HEAD = (
    "# Figures of today's data, written by `make facts`; tests/facts holds them against what is\n"
    "# computed. What stands under [source] is measured on the public data, which\n"
    "# `make facts SOURCE=DIR` reads.\n"
)
ESTIMATED = "C"
HALF_HOUR = 30


def read_facts() -> dict[str, Any]:
    """Read facts.toml."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def figures(given: Computed) -> dict[str, Any]:
    """Compute all figures but those that need the public data."""
    area, study = given.area, given.study
    sites, population = area.layer("sites"), study.people["population"]
    half_hour = study.people_times.minutes <= HALF_HOUR
    nearest = dg.reach.nearest_facility(given.study_all.people_times)["nearest"]
    nearest_own = study.summary["people_nearest"].drop("any", errors="ignore")
    saxon: Any = given.comparison.summary.loc["groningen"]
    to_capital = given.elsewhere["people_elsewhere"][area.facts.capital]
    return {
        "people": {
            "in_area": int(population.sum()),
            "of_gemeenten": int(area.layer("gemeenten")["population"].sum()),
            "nearer_elsewhere": int(population[~nearest.isin(study.stations.index)].sum()),
            "any_within_30": int(population[half_hour.any(axis=1)].sum()),
            "another_station_to_capital": int(to_capital),
        },
        "people_30_min": {
            str(station): int(population[half_hour[station]].sum())
            for station in sorted(study.stations.index)
        },
        "people_nearest": {
            str(station): int(count) for station, count in nearest_own.sort_index().items()
        },
        "counts": {
            "gemeenten": len(area.layer("gemeenten")),
            "places": len(study.places),
            "stations": len(study.stations),
            "sites": len(sites),
            "sites_in_area": len(sites[sites["gemeente"].isin(area.layer("gemeenten")["name"])]),
            "sites_estimated": int((sites["certainty"] == ESTIMATED).sum()),
            "services": len(dg.siting.read_services(area)),
            "claims": len(dg.claims.read_claims(area)),
            "gates": len(area.table("beyond_gates")),
            "road_edges": len(area.table("road_edges")),
            "road_nodes": len(area.table("road_nodes")),
        },
        "nedersaksenlijn": {
            "people_gaining": int(saxon["people_gaining"]),
            "gain_of_gaining_min": round(float(saxon["gain_of_gaining_min"])),
        },
        "legs": dict(
            sorted(given.situation.transit.legs["basis"].value_counts().to_dict().items())
        ),
    }


def source_figures(given: Computed, source: Path, *, fit: bool = True) -> dict[str, Any]:
    """Measure what needs the public data; the fit without each hospital takes the most of it."""
    from benchmarks.calibration import (  # noqa: PLC0415 - not without the data
        FEWEST_ROADS,
        Theirs,
        grid_scores,
        isochrones,
        leave_one_out,
    )
    from benchmarks.model_error import FullRoads, model_error  # noqa: PLC0415 - as above
    from benchmarks.people import measured  # noqa: PLC0415 - as above

    roads, area = FullRoads.read(source), given.area
    full = roads.network(dg.roads.read_profile(area, "car"))
    error = model_error(full, dg.roads.read_network(area, "car"), area.layers())
    reference = isochrones(source)
    compared = {
        "junctions": Theirs.on(full, reference, FEWEST_ROADS).compare(full),
        "all_nodes": Theirs.on(full, reference, 1).compare(full),
    }
    if fit:
        compared["left_out"] = leave_one_out(grid_scores(roads, reference))
    places = len(given.study.places)
    return {
        "edges": full.n_edges,
        "model": {
            **{name: error[name] for name in ("pairs", "mean_abs_error_min", "p95_abs_error_min")},
            "max_abs_error_min": error["max_abs_error_min"],
            "same_nearest": round(error["same_nearest_share"] * places),
            "places": places,
        },
        "wrong_wijk": {name: round(one, 4) for name, one in measured(area, source).items()},
        "engine": {
            name: {
                "ratio": round(float(one["ratio"].median()), 4),
                "ratio_least": round(float(one["ratio"].min()), 4),
                "ratio_most": round(float(one["ratio"].max()), 4),
                "overlap": round(float(one["overlap"].median()), 4),
            }
            for name, one in compared.items()
        },
    }


def written(facts: Mapping[str, Any]) -> str:
    """Write figures as TOML."""
    return HEAD + "".join(_section(name, content) for name, content in facts.items())


def _section(name: str, content: Mapping[str, Any]) -> str:
    plain = {key: value for key, value in content.items() if not isinstance(value, dict)}
    inner = {key: value for key, value in content.items() if isinstance(value, dict)}
    lines = [f"{key} = {value}\n" for key, value in plain.items()]
    head = [f"\n[{name}]\n"] if plain else []
    return "".join([*head, *lines, *(_section(f"{name}.{key}", inner[key]) for key in inner)])
