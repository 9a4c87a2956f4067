"""Every table of an area, made anew out of public sources and what was gathered by hand."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.package import DESCRIPTOR, read_descriptor, read_json, read_toml
from drenthe_geo.build import (
    areas,
    beyond,
    buses,
    country,
    people,
    places,
    points,
    railways,
    roads,
    side_roads,
    transit,
)
from drenthe_geo.build.road_numbers import number_roads
from drenthe_geo.errors import FileError
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.transit.rules import transit_rules_from_mapping
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from drenthe_geo.area.area import Area


class Build:
    """Inputs of the build and the tables that come of them."""

    def __init__(self, area: Area, source: Path, out: Path, say: Callable[[Message], None]) -> None:
        """Look for the sources and choices of an area."""
        self.area, self.source, self.out, self.say = area, source, out, say
        self.settings: dict[str, Any] = read_toml(area.folder / "build.toml")
        self.curated = area.folder / "curated"

    def file(self, name: str) -> Path:
        """Find a source; that it is missing is said before anything is made of it."""
        path = self.source / str(self.settings["sources"][name])
        if not path.is_file():
            file = self.settings["sources"][name]
            raise FileError("build.no_file", folder=self.source, file=file)
        return path

    @cached_property
    def outlines(self) -> gpd.GeoDataFrame:
        """Outlines of all gemeenten, simplified together."""
        return areas.simplify_together(gpd.read_file(self.file("outlines")), self.settings["areas"])

    @cached_property
    def edges(self) -> gpd.GeoDataFrame:
        """Every road of the source."""
        return gpd.read_parquet(self.file("edges"))

    @cached_property
    def nodes(self) -> pd.DataFrame:
        """Where its roads begin and end."""
        nodes = gpd.read_parquet(self.file("nodes"))
        return pd.DataFrame({"node": nodes["id"], "x_m": nodes.geometry.x, "y_m": nodes.geometry.y})

    @cached_property
    def stations(self) -> gpd.GeoDataFrame:
        """Stations as gathered by hand."""
        return points.read_points(self.curated / "stations.csv")

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """Sites as gathered by hand."""
        return points.read_points(self.curated / "sites.csv")

    @property
    def gemeenten(self) -> gpd.GeoDataFrame:
        """Outlines of those of the area."""
        return self.outlines[self.outlines["provincie"] == self.settings["area"]["province"]]

    @cached_property
    def outline(self) -> shapely.Geometry:
        """Outline of the area."""
        return self.gemeenten.union_all()

    def area_tables(self) -> None:
        """Write gemeenten and neighbours."""
        regions = read_json(self.curated / "regions.json")
        table = areas.gemeente_table(self.gemeenten, self.inhabitants, regions)
        self._write(table, "gemeenten.csv")
        near = self.outlines.drop(index=self.gemeenten.index)
        table = areas.neighbour_table(near, self.settings["area"]["abroad"])
        self._write(table, "neighbours.csv.gz")

    def nature_table(self) -> None:
        """Write where nature is protected."""
        protected = gpd.read_file(self.file("nature"))
        table = areas.nature_table(protected, self.outline, self.settings["nature"])
        self._write(table, "nature.csv.gz")

    def point_tables(self) -> None:
        """Write stations, sites and exits."""
        points.require_role(self.stations, self.outline, self.settings["area"]["own_stations"])
        table = points.with_xy(self.stations, 10, "status").sort_values("code")
        self._write(table, "stations.csv")
        sites = self.sites.copy()
        sites.insert(4, "gemeente", points.gemeente_of(sites, self.outlines))
        self._write(points.with_xy(sites, 1, "status").sort_values("site_id"), "sites.csv")
        exits = points.read_points(self.curated / "exits.csv")
        self._write(points.with_xy(exits, 10, "connects").sort_values("exit_id"), "exits.csv")

    @cached_property
    def inhabitants(self) -> pd.Series:
        """Inhabitants of every gemeente of the country, by its code."""
        figures = pd.read_parquet(self.file("inhabitants"))
        land = figures[figures["water"] == "NEE"]
        counts: pd.Series = land.set_index("gemeentecode")["aantal_inwoners"].astype(int)
        return counts

    @cached_property
    def every_postcode(self) -> gpd.GeoDataFrame:
        """Postcode-4 areas, their inhabitants scaled to those of the gemeenten."""
        return people.raked(
            gpd.read_file(self.file("postcodes")),
            gpd.read_file(self.file("outlines")),
            self.inhabitants,
            self.settings["beyond"]["least_uncovered_share"],
        )

    @cached_property
    def working_shares(self) -> pd.Series:
        """Share of people of 15 to 64 by postcode, as far as the source tells."""
        return people.working_shares(pd.read_csv(self.file("ages")))

    def postcodes(self) -> tuple[gpd.GeoDataFrame, pd.Series]:
        """Inhabited postcode-4 areas, and which of them lie within the margin of the area."""
        inhabited = self.every_postcode[self.every_postcode["inwoners"] > 0]
        margin = self.outline.buffer(self.settings["places"]["margin_m"])
        return inhabited, inhabited.intersects(margin)

    def place_tables(self) -> None:
        """Write places, people, dwellings and the names of a map."""
        chosen = self.settings["places"]
        inhabited, near = self.postcodes()
        self._write(places.place_table(inhabited[near], self.edges, chosen), "places.csv")
        wijken = gpd.read_file(self.file("wijken"))
        table = people.people_table(
            inhabited[near], wijken, self.edges, self.settings["people"], self.working_shares
        )
        self._write(table, "people.csv.gz")
        margin = self.outline.buffer(chosen["margin_m"])
        around = wijken[wijken.representative_point().within(margin)]
        table = places.dwelling_table(around, self.settings["dwellings"])
        self._write(table, "dwellings.csv")
        names = pd.read_csv(self.file("place_names"))
        table = places.name_table(
            names, self.gemeenten, self._made("places"), self.settings["place_names"]
        )
        self._write(table, "place_names.csv")

    def transit_tables(self) -> None:
        """Write the trains, the places of learning and drives as published."""
        rules = transit_rules_from_mapping(self.area.toml("transit"))
        tables = transit.transit_tables(self.curated, rules)
        if (self.curated / buses.LINES).is_file():
            self._add_buses(tables)
        for name, table in tables.items():
            self._write(table, name)
        education = points.read_points(self.curated / "education.csv")
        table = points.with_xy(education, 10, "themes").sort_values("education_id")
        self._write(table, "education.csv")
        car = pd.read_csv(self.curated / "car_published.csv", dtype={"year": "Int64"})
        self._write(car.sort_values("time_id"), "car_published.csv")

    def _add_buses(self, tables: dict[str, pd.DataFrame]) -> None:
        """Add the buses to the tables of the trains, on the roads that the area has."""
        rule = buses.BusRule(**self.settings["buses"])
        stops = buses.stop_table(self.curated, self.area, self.outlines)
        made = buses.bus_tables(self.curated, self.area, stops, rule)
        for name, keys in (("lines", ["line"]), ("legs", ["line", "position"])):
            file = f"transit_{name}.csv"
            both = pd.concat([tables[file], made[name]])
            tables[file] = both[list(tables[file].columns)].sort_values(keys)
        tables |= {"bus_published.csv": made["published"], "stops.csv": stops}

    def road_tables(self) -> None:
        """Write the model network and the numbered roads; tell how the numbering went."""
        numbers, course, report = number_roads(
            self.edges,
            self.nodes,
            pd.read_csv(self.file("waypoints")),
            self.settings["road_numbers"],
            read_profile(self.area, "car"),
        )
        for road, stretches, matched in report.itertuples(index=False):
            if matched:
                self.say(Message("build.road", road=road, matched=matched, stretches=stretches))
        self._write(self._motorway_table(course), "motorways.csv")
        chosen = self.settings["roads"]
        kept = self._kept(self.edges.assign(road_number=numbers))
        node_table, edge_table = roads.model_tables(kept, chosen)
        self._write(node_table, "road_nodes.csv.gz")
        self._write(edge_table, "road_edges.csv.gz")

    def _kept(self, edges: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Choose the roads of the source that the model network is made of."""
        chosen = self.settings["roads"]
        in_service = self.stations[self.stations["status"] == "in_service"]
        around = pd.concat([in_service.geometry, self.sites.geometry])
        zones = shapely.union_all(shapely.buffer(around.to_numpy(), chosen["zone_m"]))
        shapely.prepare(zones)
        kept = roads.largest_connected(roads.select_roads(edges, zones, chosen))
        return roads.prune_dead_ends(kept, chosen["dead_end_m"])

    def _made(self, name: str) -> pd.DataFrame:
        """Read a table that this build made before, or the one that there is."""
        path = self.area.path(name)
        made = self.out / path.name
        return pd.read_csv(made if made.is_file() else path)

    def railway_tables(self) -> None:
        """Write the course of the railways, and the shape of the country."""
        tracks = [gpd.read_file(self.file(name)) for name in ("tracks", "track_branches")]
        lines, legs = self._made("transit_lines"), self._made("transit_legs")
        trains = lines.loc[lines["vehicle"].isna() | (lines["vehicle"] != "bus"), "line"]
        table = railways.railway_table(
            tracks,
            self.stations[self.stations["status"] == "in_service"].set_index("code"),
            legs[legs["line"].isin(trains)],
            self.outline.buffer(self.settings["places"]["margin_m"]),
            self.settings["railways"],
        )
        self._write(table, "railways.csv")
        known = beyond.Country.read(self.file("country"))
        table = country.country_table(known.xy_m, self.settings["country_outline"])
        self._write(table, "country.csv")

    def side_road_table(self) -> None:
        """Write the land beside the roads that the model network leaves out."""
        edges = self.edges.assign(road_number=None, number=np.arange(len(self.edges)))
        kept = self._kept(edges)
        closed = edges["highway"].isin(read_profile(self.area, "car").closed_classes)
        left_out = edges[~closed & ~edges["number"].isin(kept["number"])]
        model = self._made("road_nodes"), self._made("road_edges")
        table = side_roads.side_table(
            left_out, kept, self.nodes, model, self.settings["side_roads"]
        )
        self._write(table, "side_roads.csv.gz")

    def beyond_tables(self) -> None:
        """Write people beyond the area's roads and their minutes to where those begin."""
        chosen = self.settings["beyond"]
        country = beyond.Country.read(self.file("country"))
        model = self._made("road_nodes")
        region_xy_m = self.nodes[["x_m", "y_m"]].to_numpy(dtype=float)
        gates = beyond.gate_table(country, region_xy_m, model, self.outline, chosen)
        inhabited, near = self.postcodes()
        every = self.inhabited_areas()
        others = every[~every["postcode"].isin(inhabited.loc[near, "postcode"].astype(str))]
        table = beyond.place_table(
            others,
            gpd.read_file(self.file("wijken")),
            country.streets(others),
            chosen,
            self.settings["people"],
        )
        access_kmh = read_profile(self.area, "car").access_kmh
        minutes = beyond.minute_table(country, gates, table, chosen, access_kmh)
        gates = gates[gates["gate"].isin(minutes["gate"])]
        self._write(gates[["gate", "x_m", "y_m"]], "beyond_gates.csv")
        self._write(table[table["place"].isin(minutes["place"])], "beyond_people.csv")
        self._write(minutes, "beyond_minutes.csv.gz")

    def inhabited_areas(self) -> gpd.GeoDataFrame:
        """Find postcode areas and parts of gemeenten that anybody lives in, all of the source."""
        return beyond.inhabited_areas(
            self.every_postcode,
            gpd.read_file(self.file("outlines")),
            self.inhabitants,
            self.settings["beyond"],
        )

    def _motorway_table(self, course: dict[str, list[shapely.LineString]]) -> pd.DataFrame:
        """Draw one line per numbered road that a map shows, in one direction."""
        chosen = self.settings["motorways"]
        frame = self.outline.buffer(self.settings["places"]["margin_m"])
        rows = []
        for road in chosen["roads"]:
            merged = shapely.line_merge(shapely.union_all(course[road], grid_size=1.0))
            line = shapely.intersection(merged.simplify(chosen["simplify_m"]), frame)
            line = shapely.transform(
                shapely.line_merge(line) if line.geom_type != "LineString" else line, np.rint
            )
            kind = "motorway" if road.startswith("A") else "n_road"
            length_km = round(shapely.length(line) / M_PER_KM, 1)
            rows.append((road, kind, length_km, areas.wkt([line])[0]))
        return pd.DataFrame(rows, columns=["road_number", "kind", "length_km", "course_rd"])

    def _write(self, table: pd.DataFrame, name: str) -> None:
        """Write a table; a compressed one carries no date, so that its bytes repeat."""
        table = table.copy()
        for column in table.select_dtypes(bool).columns:
            table[column] = table[column].map({True: "true", False: "false"})
        text = table.to_csv(index=False, lineterminator="\n").encode()
        content = gzip.compress(text, 9, mtime=0) if name.endswith(".gz") else text
        (self.out / name).write_bytes(content)
        self.say(Message("build.table", file=name, rows=len(table), kb=len(content) / 1000))


PARTS: dict[str, Callable[[Build], None]] = {
    "areas": Build.area_tables,
    "nature": Build.nature_table,
    "points": Build.point_tables,
    "places": Build.place_tables,
    "transit": Build.transit_tables,
    "railways": Build.railway_tables,  # needs the trains
    "roads": Build.road_tables,
    "side_roads": Build.side_road_table,  # needs the nodes and edges of the roads
    "beyond": Build.beyond_tables,  # needs the nodes of the roads
}
"""What can be made by itself, in the order in which all is made."""


def refresh_descriptor(folder: Path) -> Message:
    """Bring sizes, hashes and row counts of ``datapackage.json`` up to date."""
    package = read_descriptor(folder)
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource.get("schema"):
            resource["rows"] = len(pd.read_csv(folder / resource["path"], dtype=str))
    text = json.dumps(package, indent=2, ensure_ascii=False)
    path = folder / DESCRIPTOR
    # What says the same stays untouched: who keeps something tells by its moment of change.
    if not path.exists() or path.read_text(encoding="utf-8") != text + "\n":
        path.write_text(text + "\n", encoding="utf-8")
    total = sum(entry["bytes"] for entry in package["resources"])
    files = len(package["resources"])
    return Message("build.total", folder=folder.name, mb=total / 1e6, files=files)
