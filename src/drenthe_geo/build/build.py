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

from drenthe_geo.area.package import DESCRIPTOR, read_descriptor
from drenthe_geo.build import areas, points, railways
from drenthe_geo.units import M_PER_KM
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from drenthe_geo.build.inputs import Course, Inputs, Tables


class Build:
    """The tables of an area, part by part, out of inputs of whatever kind."""

    def __init__(  # noqa: PLR0917 - what a build rests on
        self,
        inputs: Inputs,
        settings: dict[str, Any],
        files: Mapping[str, Path],
        out: Path,
        say: Callable[[Message], None],
        columns: Mapping[str, list[str]] | None = None,
    ) -> None:
        """Take the choices of the build; `files` are tables that there are, by resource.

        With `columns` every table gets just these, empty where nothing is known.
        """
        self.inputs, self.settings, self.files, self.out, self.say = (
            inputs, settings, files, out, say,
        )  # fmt: skip
        self.columns = columns or {}
        self.tables: Tables = {}

    @cached_property
    def outlines(self) -> gpd.GeoDataFrame:
        """Outlines of all gemeenten, simplified together."""
        return areas.simplify_together(self.inputs.outlines(), self.settings["areas"])

    @property
    def gemeenten(self) -> gpd.GeoDataFrame:
        """Outlines of those of the area."""
        return self.outlines[self.outlines["own"]]

    @cached_property
    def outline(self) -> shapely.Geometry:
        """Outline of the area."""
        return self.gemeenten.union_all()

    @cached_property
    def _stations(self) -> gpd.GeoDataFrame:
        return self.inputs.stations(self)

    def made(self, name: str) -> pd.DataFrame:
        """Read a table that this build made before, or the one that there is."""
        path = self.files[name]
        made = self.out / path.name
        return pd.read_csv(made if made.is_file() else path, keep_default_na=False, na_values=[""])

    def area_tables(self) -> None:
        """Write gemeenten and neighbours."""
        table = areas.gemeente_table(
            self.gemeenten,
            self.inputs.inhabitants(),
            self.inputs.regions(),
            self.inputs.jobs(self),
        )
        near = self.outlines.drop(index=self.gemeenten.index)
        abroad = self.settings["area"]["abroad"]
        self.write({"gemeenten": table, "neighbours": areas.neighbour_table(near, abroad)})

    def nature_table(self) -> None:
        """Write where nature is protected."""
        chosen = self.settings["nature"]
        self.write({"nature": areas.nature_table(self.inputs.nature(), self.outline, chosen)})

    def point_tables(self) -> None:
        """Write stations, sites and exits."""
        table = points.with_xy(self._stations, 10, "status").sort_values("code")
        self.write({"stations": table})
        sites = self.inputs.sites(self).copy()
        sites.insert(4, "gemeente", points.gemeente_of(sites, self.outlines))
        self.write({"sites": points.with_xy(sites, 1, "status").sort_values("site_id")})
        exits = points.with_xy(self.inputs.exits(self), 10, "connects").sort_values("exit_id")
        self.write({"exits": exits})

    def place_tables(self) -> None:
        """Write places, people, dwellings and the names of a map."""
        self.write(self.inputs.place_tables(self))

    def transit_tables(self) -> None:
        """Write the trains, and the places of learning."""
        tables = self.inputs.transit_tables(self)
        self.write(tables)
        if "stations" in tables:  # a timetable may have more of them
            known = tables["stations"]
            places = gpd.points_from_xy(known["x_m"], known["y_m"], crs=self.outlines.crs)
            self._stations = gpd.GeoDataFrame(known, geometry=places)
        education = points.with_xy(self.inputs.education(self), 10, "themes")
        self.write({"education": education.sort_values("education_id")})

    def railway_tables(self) -> None:
        """Write the course of the railways, and the shape of the country."""
        lines, legs = self.made("transit_lines"), self.made("transit_legs")
        trains = lines.loc[lines["vehicle"].isna() | (lines["vehicle"] != "bus"), "line"]
        table = railways.railway_table(
            self.inputs.tracks(self),
            self._stations[self._stations["status"] == "in_service"].set_index("code"),
            legs[legs["line"].isin(trains)],
            self.outline.buffer(self.settings["places"]["margin_m"]),
            self.settings["railways"],
        )
        self.write({"railways": table, "country": self.inputs.country_table(self)})

    def road_tables(self) -> None:
        """Write the numbered roads and the network."""
        self.write({"motorways": self._motorway_table(self.inputs.courses(self))})
        self.write(self.inputs.road_tables(self))

    def _motorway_table(self, courses: list[Course]) -> pd.DataFrame:
        """Draw one line per road that a map shows, in one direction."""
        chosen = self.settings["motorways"]
        frame = self.outline.buffer(self.settings["places"]["margin_m"])
        rows = []
        for course in courses:
            merged = shapely.line_merge(shapely.union_all(course.lines, grid_size=1.0))
            line = shapely.intersection(merged.simplify(chosen["simplify_m"]), frame)
            line = shapely.transform(
                shapely.line_merge(line) if line.geom_type != "LineString" else line, np.rint
            )
            length_km = round(shapely.length(line) / course.carriageways / M_PER_KM, 1)
            rows.append((course.road, course.kind, length_km, areas.wkt([line])[0]))
        return pd.DataFrame(rows, columns=["road_number", "kind", "length_km", "course_rd"])

    def side_road_table(self) -> None:
        """Write the land beside the roads that the network leaves out."""
        self.write(self.inputs.side_road_tables(self))

    def beyond_tables(self) -> None:
        """Write people beyond the area's roads and their minutes to where those begin."""
        self.write(self.inputs.beyond_tables(self))

    def write(self, tables: Tables) -> None:
        """Write tables; a compressed one carries no date, so that its bytes repeat."""
        for name, given in tables.items():
            columns = self.columns.get(name, list(given))
            table, file = given.reindex(columns=columns), self.files[name].name
            for column in table.select_dtypes(bool).columns:
                table[column] = table[column].map({True: "true", False: "false"})
            text = table.to_csv(index=False, lineterminator="\n").encode()
            content = gzip.compress(text, 9, mtime=0) if file.endswith(".gz") else text
            (self.out / file).write_bytes(content)
            self.tables[name] = given
            self.say(Message("build.table", file=file, rows=len(table), kb=len(content) / 1000))


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
