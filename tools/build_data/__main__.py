"""Make every table in ``data/`` anew: ``python -m tools.build_data --source DIR``."""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tools.build_data import areas, beyond, dwellings, people, places, points, rail, roads
from tools.build_data.road_numbers import number_roads

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
WIJKEN = "places/wijken_2022_pop_region_generalised_rd.gpkg"


class Build:
    """Inputs of the build and the tables that come of them."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.settings = tomllib.loads((HERE / "settings.toml").read_text(encoding="utf-8"))
        outlines = gpd.read_file(source / "gemeenten/gemeenten_region_detail_rd.gpkg")
        self.outlines = areas.simplify_together(outlines, self.settings["areas"])
        self.edges = gpd.read_parquet(source / "roads/drenthe_edges.parquet")
        nodes = gpd.read_parquet(source / "roads/drenthe_nodes.parquet")
        self.nodes = pd.DataFrame(
            {"node": nodes["id"], "x_m": nodes.geometry.x, "y_m": nodes.geometry.y}
        )
        self.stations = points.read_points(HERE / "curated/stations.csv")
        self.sites = points.read_points(HERE / "curated/sites.csv")

    @property
    def gemeenten(self) -> gpd.GeoDataFrame:
        """Outlines of the twelve."""
        return self.outlines[self.outlines["provincie"] == "Drenthe"]

    def area_tables(self) -> None:
        """Write gemeenten and neighbours."""
        figures = pd.read_csv(self.source / "gemeenten/gemeenten_kerncijfers_2023.csv")
        regions = json.loads((HERE / "curated/regions.json").read_text(encoding="utf-8"))
        table = areas.gemeente_table(self.gemeenten, figures, regions)
        write_table(table, "gemeenten.csv")
        near = self.outlines[self.outlines["provincie"] != "Drenthe"]
        write_table(areas.neighbour_table(near), "neighbours.csv.gz")

    def point_tables(self) -> None:
        """Write stations, sites and exits."""
        province = self.gemeenten.union_all()
        points.require_role(self.stations, province)
        write_table(points.with_xy(self.stations, 10, "status").sort_values("code"), "stations.csv")
        sites = self.sites.copy()
        sites.insert(4, "gemeente", points.gemeente_of(sites, self.outlines))
        write_table(points.with_xy(sites, 1, "status").sort_values("site_id"), "sites.csv")
        exits = points.read_points(HERE / "curated/exits.csv")
        write_table(points.with_xy(exits, 10, "connects").sort_values("exit_id"), "exits.csv")

    def postcodes(self) -> tuple[gpd.GeoDataFrame, pd.Series]:
        """Inhabited postcode-4 areas, and which of them lie within the margin of the province."""
        pc4 = gpd.read_file(self.source / "places/pc4_2020_geom_pop2021_region_rd.gpkg")
        inhabited = pc4[pc4["inwoners"].fillna(0) > 0]
        margin = self.gemeenten.union_all().buffer(self.settings["places"]["margin_m"])
        return inhabited, inhabited.intersects(margin)

    def place_tables(self) -> None:
        """Write places, people, dwellings and the names of a map."""
        chosen = self.settings["places"]
        inhabited, near = self.postcodes()
        table = places.place_table(inhabited[near], self.edges, chosen)
        write_table(table, "places.csv")
        wijken = self.source / WIJKEN
        table = people.people_table(
            inhabited[near], gpd.read_file(wijken), self.edges, self.settings["people"]
        )
        write_table(table, "people.csv.gz")
        margin = self.gemeenten.union_all().buffer(chosen["margin_m"])
        around = gpd.read_file(wijken)
        around = around[around.representative_point().within(margin)]
        write_table(dwellings.dwelling_table(around, self.settings["dwellings"]), "dwellings.csv")
        names = pd.read_csv(self.source / "places/geonames_places_region_2024-01.csv")
        table = places.name_table(names, self.gemeenten, self.settings["place_names"])
        write_table(table, "place_names.csv")

    def rail_tables(self) -> None:
        """Write the trains, the places of learning and where trips go to."""
        for name, table in rail.rail_tables(HERE / "curated", DATA / "rail.toml").items():
            write_table(table, name)
        education = points.read_points(HERE / "curated/education.csv")
        table = points.with_xy(education, 10, "themes").sort_values("education_id")
        write_table(table, "education.csv")
        car = pd.read_csv(HERE / "curated/car_published.csv", dtype={"year": "Int64"})
        write_table(car.sort_values("time_id"), "car_published.csv")

    def road_tables(self) -> None:
        """Write the model network, the numbered roads and the report of the numbering."""
        waypoints = pd.read_csv(self.source / "roads/road_number_waypoints.csv")
        numbers, course, report = number_roads(
            self.edges, self.nodes, waypoints, self.settings["road_numbers"]
        )
        print(report[report["matched"] > 0].to_string(index=False))
        write_table(self.motorway_table(course), "motorways.csv")
        chosen = self.settings["roads"]
        in_service = self.stations[self.stations["status"] == "in_service"]
        around = pd.concat([in_service.geometry, self.sites.geometry])
        zones = shapely.union_all(shapely.buffer(around.to_numpy(), chosen["zone_m"]))
        shapely.prepare(zones)
        edges = self.edges.assign(road_number=numbers)
        kept = roads.largest_connected(roads.select_roads(edges, zones, chosen))
        kept = roads.prune_dead_ends(kept, chosen["dead_end_m"])
        node_table, edge_table = roads.model_tables(kept, chosen)
        write_table(node_table, "road_nodes.csv.gz")
        write_table(edge_table, "road_edges.csv.gz")

    def beyond_tables(self) -> None:
        """Write people beyond the embedded roads and their minutes to where those begin."""
        chosen = self.settings["beyond"]
        country = beyond.Country.read(self.source / "roads/netherlands_graph.npz")
        model = pd.read_csv(DATA / "road_nodes.csv.gz")
        region_xy_m = self.nodes[["x_m", "y_m"]].to_numpy(dtype=float)
        province = self.gemeenten.union_all()
        gates = beyond.gate_table(country, region_xy_m, model, province, chosen)
        inhabited, near = self.postcodes()
        every = beyond.inhabited_areas(self.source, chosen)
        others = every[~every["postcode"].isin(inhabited.loc[near, "postcode"].astype(str))]
        table = beyond.place_table(
            others,
            gpd.read_file(self.source / WIJKEN),
            country.streets(others),
            chosen,
            self.settings["people"],
        )
        car = tomllib.loads((DATA / "profiles.toml").read_text(encoding="utf-8"))["car"]
        minutes = beyond.minute_table(country, gates, table, chosen, car["access_kmh"]["value"])
        gates = gates[gates["gate"].isin(minutes["gate"])]
        write_table(gates[["gate", "x_m", "y_m"]], "beyond_gates.csv")
        write_table(table[table["place"].isin(minutes["place"])], "beyond_people.csv")
        write_table(minutes, "beyond_minutes.csv.gz")

    def motorway_table(self, course: dict[str, list[shapely.LineString]]) -> pd.DataFrame:
        """One line per numbered road that a map shows, in one direction."""
        chosen = self.settings["motorways"]
        frame = self.gemeenten.union_all().buffer(self.settings["places"]["margin_m"])
        rows = []
        for road in chosen["roads"]:
            merged = shapely.line_merge(shapely.union_all(course[road], grid_size=1.0))
            line = shapely.intersection(merged.simplify(chosen["simplify_m"]), frame)
            line = shapely.transform(
                shapely.line_merge(line) if line.geom_type != "LineString" else line, np.rint
            )
            kind = "motorway" if road.startswith("A") else "n_road"
            length_km = round(shapely.length(line) / 1000, 1)
            rows.append((road, kind, length_km, areas.wkt([line])[0]))
        return pd.DataFrame(rows, columns=["road_number", "kind", "length_km", "course_rd"])


def write_table(table: pd.DataFrame, name: str) -> None:
    """Write a table; a compressed one carries no date, so that its bytes repeat."""
    for column in table.select_dtypes(bool).columns:
        table[column] = table[column].map({True: "true", False: "false"})
    text = table.to_csv(index=False, lineterminator="\n").encode()
    path = DATA / name
    path.write_bytes(gzip.compress(text, 9, mtime=0) if name.endswith(".gz") else text)
    print(f"{name}: {len(table):,} rows, {path.stat().st_size / 1000:,.0f} kB")


def refresh_descriptor() -> None:
    """Bring sizes, hashes and row counts of ``datapackage.json`` up to date."""
    path = DATA / "datapackage.json"
    package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = (DATA / resource["path"]).read_bytes()
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource.get("schema"):
            resource["rows"] = len(pd.read_csv(DATA / resource["path"], dtype=str))
    text = json.dumps(package, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    total = sum(entry["bytes"] for entry in package["resources"])
    print(f"data/: {total / 1e6:.2f} MB in {len(package['resources'])} resources")


def main() -> int:
    """Run the build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="folder with the public data; see README.md")
    parser.add_argument(
        "--only", choices=["areas", "points", "places", "rail", "roads", "beyond", "descriptor"]
    )
    given = parser.parse_args()
    if given.only != "descriptor":
        if given.source is None or not given.source.is_dir():
            print(
                "build_data: --source DIR must be the folder with the public data.", file=sys.stderr
            )
            return 1
        build = Build(given.source)
        steps: dict[str, Callable[[], None]] = {
            "areas": build.area_tables,
            "points": build.point_tables,
            "places": build.place_tables,
            "rail": build.rail_tables,
            "roads": build.road_tables,
            "beyond": build.beyond_tables,  # needs the nodes of the roads
        }
        for name, step in steps.items():
            if given.only in (None, name):
                step()
    refresh_descriptor()
    return 0


if __name__ == "__main__":
    sys.exit(main())
