"""Inputs out of a folder of public data whose names ``build.toml`` lists, and curated tables."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.package import read_json, read_toml
from drenthe_geo.build import beyond, buses, country, people, places, points, roads, side_roads
from drenthe_geo.build.inputs import Course
from drenthe_geo.build.road_numbers import number_roads
from drenthe_geo.build.transit import transit_tables
from drenthe_geo.contracts.extras import require_extra
from drenthe_geo.errors import FileError
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.transit.rules import transit_rules_from_mapping
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.build.inputs import Ground, Tables


class Gathered:
    """Public data in the files that the area's ``build.toml`` names, and its curated tables."""

    def __init__(self, area: Area, source: Path) -> None:
        """Look for the sources and choices of an area."""
        self.area, self.source = area, source
        self.settings: dict[str, Any] = read_toml(area.folder / "build.toml")
        self.curated = area.folder / "curated"

    def file(self, name: str) -> Path:
        """Find a source; that it is missing is said before anything is made of it."""
        path = self.source / str(self.settings["sources"][name])
        if not path.is_file():
            file = self.settings["sources"][name]
            raise FileError("build.no_file", folder=self.source, file=file)
        if path.suffix == ".parquet":
            require_extra("pyarrow", path.name)
        return path

    def outlines(self) -> gpd.GeoDataFrame:
        """Read the gemeenten of the region, and which of them are the area's."""
        frame = gpd.read_file(self.file("outlines"))
        return frame.assign(own=frame["provincie"] == self.settings["area"]["province"])

    def jobs(self, ground: Ground) -> pd.DataFrame | None:  # noqa: ARG002 - as all
        """Give none: no table of jobs was gathered."""
        return None

    def regions(self) -> dict[str, list[str]]:
        """Name the gemeenten of each region of the profile."""
        return read_json(self.curated / "regions.json")

    def nature(self) -> gpd.GeoDataFrame:
        """Read where nature is protected."""
        return gpd.read_file(self.file("nature"))

    @cached_property
    def edges(self) -> gpd.GeoDataFrame:
        """Every road of the source."""
        return gpd.read_parquet(self.file("edges"))

    @cached_property
    def nodes(self) -> pd.DataFrame:
        """Where its roads begin and end."""
        nodes = gpd.read_parquet(self.file("nodes"))
        return pd.DataFrame({"node": nodes["id"], "x_m": nodes.geometry.x, "y_m": nodes.geometry.y})

    def stations(self, ground: Ground) -> gpd.GeoDataFrame:
        """Read the stations, whose roles must be right."""
        stations = points.read_points(self.curated / "stations.csv")
        points.require_role(stations, ground.outline, self.settings["area"]["own_stations"])
        return stations

    def sites(self, ground: Ground | None = None) -> gpd.GeoDataFrame:  # noqa: ARG002 - as all
        """Read the sites."""
        return points.read_points(self.curated / "sites.csv")

    def exits(self, ground: Ground) -> gpd.GeoDataFrame:  # noqa: ARG002 - as all
        """Read the exits."""
        return points.read_points(self.curated / "exits.csv")

    def education(self, ground: Ground) -> gpd.GeoDataFrame:  # noqa: ARG002 - as all
        """Read the places of learning."""
        return points.read_points(self.curated / "education.csv")

    def tracks(self, ground: Ground) -> list[gpd.GeoDataFrame]:  # noqa: ARG002 - as all
        """Read the tracks, and their branches."""
        return [gpd.read_file(self.file(name)) for name in ("tracks", "track_branches")]

    def inhabitants(self) -> pd.Series:
        """Inhabitants of every gemeente of the country, by its code."""
        figures = pd.read_parquet(self.file("inhabitants"))
        land = figures[(figures["water"] == "NEE") & (figures["aantal_inwoners"] >= 0)]
        counts: pd.Series = land.set_index("gemeentecode")["aantal_inwoners"].astype(int)
        return counts

    @cached_property
    def every_postcode(self) -> gpd.GeoDataFrame:
        """Postcode-4 areas, their inhabitants scaled to those of the gemeenten."""
        return people.raked(
            gpd.read_file(self.file("postcodes")),
            self.outlines(),
            self.inhabitants(),
            self.settings["beyond"]["least_uncovered_share"],
        )

    @cached_property
    def working_shares(self) -> pd.Series:
        """Share of people of 15 to 64 by postcode, as far as the source tells."""
        return people.working_shares(pd.read_csv(self.file("ages")))

    def postcodes(self, ground: Ground) -> tuple[gpd.GeoDataFrame, pd.Series]:
        """Inhabited postcode-4 areas, and which of them lie within the margin of the area."""
        inhabited = self.every_postcode[self.every_postcode["inwoners"] > 0]
        margin = ground.outline.buffer(self.settings["places"]["margin_m"])
        return inhabited, inhabited.intersects(margin)

    def place_tables(self, ground: Ground) -> Tables:
        """Make places, people, dwellings and the names of a map."""
        chosen = self.settings["places"]
        inhabited, near = self.postcodes(ground)
        wijken = gpd.read_file(self.file("wijken"))
        margin = ground.outline.buffer(chosen["margin_m"])
        around = wijken[wijken.representative_point().within(margin)]
        there = places.place_table(inhabited[near], self.edges, chosen)
        names = pd.read_csv(self.file("place_names"))
        names["place_id"] = "gn" + names["geonameid"].astype(str)
        return {
            "places": there,
            "people": people.people_table(
                inhabited[near], wijken, self.edges, self.settings["people"], self.working_shares
            ),
            "dwellings": places.dwelling_table(around, self.settings["dwellings"]),
            "place_names": places.name_table(
                names, ground.gemeenten, there, self.settings["place_names"]
            ),
        }

    def transit_tables(self, ground: Ground) -> Tables:
        """Make the trains and buses, and drives as published."""
        rules = transit_rules_from_mapping(self.area.toml("transit"))
        tables = transit_tables(self.curated, rules)
        if (self.curated / buses.LINES).is_file():
            self._add_buses(tables, ground)
        car = pd.read_csv(self.curated / "car_published.csv", dtype={"year": "Int64"})
        return {**tables, "car_published": car.sort_values("time_id")}

    def _add_buses(self, tables: Tables, ground: Ground) -> None:
        """Add the buses to the tables of the trains, on the roads that the area has."""
        rule = buses.BusRule(**self.settings["buses"])
        stops = buses.stop_table(self.curated, self.area, ground.outlines)
        made = buses.bus_tables(self.curated, self.area, stops, rule)
        for name, keys in (("lines", ["line"]), ("legs", ["line", "position"])):
            table = tables[f"transit_{name}"]
            both = pd.concat([table, made[name]])
            tables[f"transit_{name}"] = both[list(table.columns)].sort_values(keys)
        tables |= {"bus_published": made["published"], "stops": stops}

    @cached_property
    def _numbered(self) -> tuple[pd.Series, dict[str, list[shapely.LineString]], pd.DataFrame]:
        """Number of every road of the source, courses of the numbered ones, and how that went."""
        return number_roads(
            self.edges,
            self.nodes,
            pd.read_csv(self.file("waypoints")),
            self.settings["road_numbers"],
            read_profile(self.area, "car"),
        )

    def courses(self, ground: Ground) -> list[Course]:
        """Follow the numbered roads from waypoint to waypoint; tell how that went."""
        _, course, report = self._numbered
        for road, stretches, matched in report.itertuples(index=False):
            if matched:
                ground.say(Message("build.road", road=road, matched=matched, stretches=stretches))
        chosen = self.settings["motorways"]
        return [
            Course(road, "motorway" if fnmatchcase(road, chosen["motorway"]) else "n_road",
                   course[road])
            for road in chosen["roads"]
        ]  # fmt: skip

    def road_tables(self, ground: Ground) -> Tables:
        """Make the model network."""
        kept = self._kept(self.edges.assign(road_number=self._numbered[0]), ground)
        nodes, edges = roads.model_tables(kept, self.settings["roads"])
        return {"road_nodes": nodes, "road_edges": edges}

    def _kept(self, edges: gpd.GeoDataFrame, ground: Ground) -> gpd.GeoDataFrame:
        """Choose the roads of the source that the model network is made of."""
        chosen, stations = self.settings["roads"], self.stations(ground)
        in_service = stations[stations["status"] == "in_service"]
        around = pd.concat([in_service.geometry, self.sites().geometry])
        zones = shapely.union_all(shapely.buffer(around.to_numpy(), chosen["zone_m"]))
        shapely.prepare(zones)
        kept = roads.largest_connected(roads.select_roads(edges, zones, chosen))
        return roads.prune_dead_ends(kept, chosen["dead_end_m"])

    def side_road_tables(self, ground: Ground) -> Tables:
        """Gather the land beside the roads that the model network leaves out."""
        edges = self.edges.assign(road_number=None, number=np.arange(len(self.edges)))
        kept = self._kept(edges, ground)
        closed = edges["highway"].isin(read_profile(self.area, "car").closed_classes)
        left_out = edges[~closed & ~edges["number"].isin(kept["number"])]
        model = ground.made("road_nodes"), ground.made("road_edges")
        chosen = self.settings["side_roads"]
        return {"side_roads": side_roads.side_table(left_out, kept, self.nodes, model, chosen)}

    def beyond_tables(self, ground: Ground) -> Tables:
        """Count people beyond the area's roads, and their minutes to where those begin."""
        chosen = self.settings["beyond"]
        whole = beyond.Country.read(self.file("country"))
        model = ground.made("road_nodes")
        region_xy_m = self.nodes[["x_m", "y_m"]].to_numpy(dtype=float)
        gates = beyond.gate_table(whole, region_xy_m, model, ground.outline, chosen)
        inhabited, near = self.postcodes(ground)
        every = self.inhabited_areas()
        others = every[~every["postcode"].isin(inhabited.loc[near, "postcode"].astype(str))]
        table = beyond.place_table(
            others,
            gpd.read_file(self.file("wijken")),
            whole.streets(others),
            chosen,
            self.settings["people"],
        )
        access_kmh = read_profile(self.area, "car").access_kmh
        minutes = beyond.minute_table(whole, gates, table, chosen, access_kmh)
        gates = gates[gates["gate"].isin(minutes["gate"])]
        return {
            "beyond_gates": gates[["gate", "x_m", "y_m"]],
            "beyond_people": table[table["place"].isin(minutes["place"])],
            "beyond_minutes": minutes,
        }

    def inhabited_areas(self) -> gpd.GeoDataFrame:
        """Find postcode areas and parts of gemeenten that anybody lives in, all of the source."""
        return beyond.inhabited_areas(
            self.every_postcode, self.outlines(), self.inhabitants(), self.settings["beyond"]
        )

    def country_table(self, ground: Ground) -> pd.DataFrame:  # noqa: ARG002 - as all
        """Make the outline of the land that has roads."""
        known = beyond.Country.read(self.file("country"))
        return country.country_table(known.xy_m, self.settings["country_outline"])
