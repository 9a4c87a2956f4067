"""Every question, asked about the made-up area, and the files of its answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from veldland import VELDLAND

import drenthe_geo as dg

Ask = Callable[[str], dg.Answer]
Written = Callable[[str], Path]

ASKED: dict[str, partial[Any]] = {
    "run": partial(dg.ask_stations, VELDLAND),
    "times": partial(dg.ask_times, VELDLAND, "sites"),
    "catchments": partial(dg.ask_catchments, VELDLAND, "stations", [5, 10]),
    "people": partial(dg.ask_people, VELDLAND),
    "trips": partial(dg.ask_trips, VELDLAND),
    "explain": partial(dg.ask_explain, VELDLAND, "Venendal", "heidestad"),
    "scenario": partial(dg.ask_scenario, VELDLAND, ["veldlijn"]),
    "suggest": partial(dg.ask_suggest, VELDLAND, "veldregister"),
    "overview": partial(dg.ask_overview, VELDLAND),
    "services-for": partial(dg.ask_services_for, VELDLAND, "zandpark-wolde"),
    "place": partial(dg.ask_place, VELDLAND, "mean", count=2, points="sites"),
    "claims": partial(dg.ask_claims, VELDLAND),
}

ABOUT = "about.json"

FILES = {
    "run": ["catchments.gpkg", "catchments.qgz", "map_nearest_station.png",
            "map_travel_time_per_station.png", "nearest_station.csv", "report.html", "run.xlsx",
            "stations_summary.csv", "travel_times.csv"],
    "times": ["snaps.csv", "times.csv", "times.xlsx"],
    "catchments": ["catchments.csv", "catchments.gpkg", "catchments.qgz", "catchments.xlsx",
                   "snaps.csv"],
    "people": ["people.csv", "people.xlsx", "snaps.csv"],
    "trips": ["trips.csv", "trips.xlsx"],
    "explain": ["explain.xlsx", "parts.csv", "route.gpkg", "route.qgz", "stations.csv"],
    "scenario": ["gemeenten.csv", "in_reach.csv", "map_minutes_before_after.png",
                 "map_minutes_gained.png", "places.csv", "report.html", "scenario.gpkg",
                 "scenario.qgz", "scenario.xlsx", "sites.csv", "stations.csv", "summary.csv"],
    "suggest": ["dossier-veldregister.html", "dossier-veldregister.pdf", "report.html",
                "suggest.xlsx", "suggestions.csv", "suggestions.gpkg", "suggestions.qgz",
                "surface.qml", "surface.tif", "viewpoints.csv"],
    "overview": ["firsts.csv", "overlap.csv", "overview.csv", "overview.xlsx", "report.html"],
    "services-for": ["services-for.xlsx", "services.csv"],
    "place": ["map_placement.png", "place.xlsx", "placement.csv", "placement.gpkg",
              "placement.qgz", "report.html", "sets.csv"],
    "claims": ["claims.csv", "claims.xlsx"],
}  # fmt: skip
