"""The inputs of an area out of what was fetched, in the shape that the build takes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from drenthe_geo.build.fetched import ground as land
from drenthe_geo.build.fetched import jobs, people, places, roads, spots
from drenthe_geo.build.fetched.reading import note
from drenthe_geo.build.timetable import tables_of_feed
from drenthe_geo.fetch.manners import read_manners
from drenthe_geo.osm.read import read_osm_files
from drenthe_geo.osm.rules import read_rules
from drenthe_geo.osm.spots import read_spots
from drenthe_geo.units import M_PER_KM

if TYPE_CHECKING:
    from drenthe_geo.build.fetched.reading import Sources
    from drenthe_geo.build.inputs import Course, Ground, Tables
    from drenthe_geo.osm.spots import Spots

WGS84 = "EPSG:4326"

TRANSIT = ("transit_lines", "transit_legs", "transit_connections", "transit_published", "stops",
           "bus_published", "car_published")  # fmt: skip
"""Tables of a timetable, and of what was published of it: empty where there is none."""


class Fetched:
    """Public data as ``fetch`` brought them, and the choices of the area."""

    def __init__(self, sources: Sources) -> None:
        """Take the sources."""
        self.sources = sources
        self.settings: dict[str, Any] = dict(sources.settings)
        self.extra_stations: pd.DataFrame | None = None
        self._spots: Spots | None = None

    def outlines(self) -> gpd.GeoDataFrame:
        """Read the gemeenten of the area and around it."""
        return self._outlines.copy()

    @cached_property
    def _outlines(self) -> gpd.GeoDataFrame:
        return land.outlines_of(self.sources)

    @cached_property
    def _people(self) -> people.Counted:
        return people.counted(self.sources, people.source_of_people(self.sources))

    def inhabitants(self) -> pd.Series:
        """Count the people of gemeenten: those of the areas or squares of which they are made."""
        return people.of_gemeenten(self.sources, self._outlines, self._people)

    def jobs(self, ground: Ground) -> pd.DataFrame | None:
        """Read the jobs of the gemeenten, where those were fetched."""
        found = jobs.jobs_of(self.sources, list(ground.gemeenten["code"]))
        ground.say(jobs.said_of(found, list(ground.gemeenten["naam"])))
        return found

    def regions(self) -> dict[str, list[str]]:
        """Name the regions that the choices of the area list."""
        return dict(self.settings["area"]["regions"])

    def nature(self) -> gpd.GeoDataFrame:
        """Read where nature is protected; nothing where that was not fetched."""
        return land.nature_of(self.sources)

    def stations(self, ground: Ground) -> gpd.GeoDataFrame:
        """Read the stations."""
        return spots.stations_of(self.sources, ground)

    def sites(self, ground: Ground) -> gpd.GeoDataFrame:
        """Read the business parks."""
        return spots.sites_of(self.sources, ground)

    def education(self, ground: Ground) -> gpd.GeoDataFrame:
        """Read the places of learning."""
        return spots.schools_of(self.sources, ground)

    def exits(self, ground: Ground) -> gpd.GeoDataFrame:
        """Find the exits of numbered roads."""
        return spots.exits_of(
            self._named(ground).junctions, self._main_roads(ground), self.settings["exits"]
        )

    def _main_roads(self, ground: Ground) -> gpd.GeoDataFrame:
        laid = self._laid(ground)
        return roads.main_roads(laid, self.settings["motorways"], self.sources.crs)

    def _named(self, ground: Ground) -> Spots:
        """Read what extracts name near the area, in its CRS; each thing once."""
        if self._spots is None:
            reach_m = self.settings["place_names"]["margin_m"]
            near = ground.outline.buffer(reach_m)
            found = [
                read_spots(file.path, tracks=not self.sources.has("railways"))
                for file in self.sources.manifest.files("osm")
            ]
            parts = {}
            for name in ("places", "junctions", "tracks"):
                frames = [getattr(one, name).to_crs(self.sources.crs) for one in found]
                whole = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
                whole = whole[whole.intersects(near)]
                parts[name] = whole.drop_duplicates("id") if "id" in whole else whole
            self._spots = type(found[0])(**parts)
        return self._spots

    def _names(self, ground: Ground) -> pd.DataFrame:
        """List the names of places, with what OpenStreetMap says of their people."""
        named = self._named(ground).places
        usual = named["kind"].map(self.settings["place_names"]["population_of"])
        return pd.DataFrame(
            {
                "place_id": "osm" + named["id"].astype(str),
                "name": named["name"],
                "fcode": "",
                "pop": named["population"].astype(float).fillna(usual.astype(float)),
                "rd_x": named.geometry.x,
                "rd_y": named.geometry.y,
            }
        )

    def tracks(self, ground: Ground) -> list[gpd.GeoDataFrame]:
        """Read the tracks: of ProRail where fetched, else of OpenStreetMap."""
        if self.sources.has("railways"):
            return [self.sources.standing("railways", "tracks").explode(ignore_index=True)]
        return [self._named(ground).tracks] if self.sources.has("osm") else []

    @cached_property
    def rim_m(self) -> float:
        """How far outside the outline roads and people are kept."""
        return float(self.settings["area"]["roads_end_m"])

    def _laid(self, ground: Ground) -> roads.Laid:
        """Read the roads of all extracts, once, as far as the rim goes."""
        if self._roads is None:
            rim = gpd.GeoSeries([ground.outline.buffer(self.rim_m)], crs=self.sources.crs)
            within = rim.to_crs(WGS84).iloc[0]
            home = str(self.settings["area"]["country"])
            files = {one.path: self._country_of(one.file) for one in self.sources.files("osm")}
            # What lies in two is read as the last of them says: that of the area's own country.
            order = sorted(files, key=lambda path: (files[path] == home, path.name))
            found = read_osm_files(
                [(path, read_rules(files[path])) for path in order],
                within=within,
                crs=self.sources.crs,
            )
            names = ", ".join(sorted(path.name for path in order))
            said = {"edges": len(found.edges), "bans": len(found.bans)}
            ground.say(note("extract", file=names, **said))
            self._roads = roads.Laid(found.nodes, found.edges, found.lines, found.bans)
        return self._roads

    _roads: roads.Laid | None = None

    def _country_of(self, file: str) -> str:
        """Say whose rules of the road hold in an extract: an extract of a neighbour says so."""
        abroad = self.settings["roads"]["abroad"]
        found = next((one for name, one in abroad.items() if name in file), None)
        return str(found or self.settings["area"]["country"])

    def place_tables(self, ground: Ground) -> Tables:
        """Make places, people, dwellings and names."""
        known = self._people
        ground.say(people.said_of(known, self.settings["people"]))
        for one in people.said_of_gemeenten(self.sources, self._outlines):
            ground.say(one)
        names = self._names(ground)
        there = places.place_areas(self.sources, ground, known, names)

        def streets() -> gpd.GeoDataFrame:
            return roads.as_streets(self._laid(ground), self.sources.crs)

        if self.rim_m > read_manners().rim_m:
            said = {"rim_km": self.rim_m / M_PER_KM, "km": read_manners().rim_m / M_PER_KM}
            ground.say(note("wide_rim", **said))
        living = people.people_rows(known, ground, self.sources, there, streets)
        at = places.place_table(there, living, streets(), self.settings["places"])
        if self.sources.has("grid_1km_germany"):
            abroad = people.abroad_rows(ground, self.sources)
            ground.say(note("abroad", people=int(abroad["population"].sum()), cells=len(abroad)))
            living = pd.concat([living, abroad], ignore_index=True)
        else:
            ground.say(note("nobody_abroad"))
        return {
            "places": at,
            "people": living,
            "dwellings": places.dwelling_table(self.sources, ground),
            "place_names": places.name_table(names, ground, at, self.settings["place_names"]),
        }

    def transit_tables(self, ground: Ground) -> Tables:
        """Make the lines of the timetable; without one there are none."""
        tables = {name: pd.DataFrame() for name in TRANSIT}
        stations = ground.made("stations")
        if self.sources.has("gtfs"):
            points = gpd.points_from_xy(stations["x_m"], stations["y_m"])
            known = gpd.GeoDataFrame(
                stations[["name"]], geometry=points, crs=self.sources.crs
            ).set_axis(pd.Index(stations["code"], name="code"))
            made = tables_of_feed(
                [file.path for file in self.sources.files("gtfs")],
                known if len(known) else None,
                ground.outline,
                crs=self.sources.crs,
                rim_m=self.rim_m,
            )
            for one in made.notices:
                ground.say(one)
            tables |= {"transit_lines": made.transit_lines, "transit_legs": made.transit_legs,
                       "stops": made.stops}  # fmt: skip
            stations = pd.concat([stations, made.stations], ignore_index=True)
            tables["stations"] = stations.sort_values("code")
        tables["destinations"] = spots.destination_table(self.settings, stations)
        return tables

    def courses(self, ground: Ground) -> list[Course]:
        """Give the lines of numbered roads, and of main roads without a number."""
        return roads.courses_of(self._main_roads(ground), self.settings["motorways"])

    def road_tables(self, ground: Ground) -> Tables:
        """Make nodes, edges and banned turns."""
        return roads.road_tables(self._laid(ground), self.settings["roads"])

    def side_road_tables(self, ground: Ground) -> Tables:  # noqa: ARG002 - as all
        """Give none: no road is left out."""
        return {}

    def beyond_tables(self, ground: Ground) -> Tables:  # noqa: ARG002 - as all
        """Give none: who lives beyond the rim is not known."""
        return {name: pd.DataFrame() for name in ("beyond_gates", "beyond_people",
                                                  "beyond_minutes")}  # fmt: skip

    def country_table(self, ground: Ground) -> pd.DataFrame:
        """Draw the land as far as gemeenten were fetched."""
        return land.country_table(ground.outlines, self.settings)
