"""What the build asks of its sources: a folder gathered by hand, or one that `fetch` filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd
    import shapely

    from drenthe_geo.words.message import Message

    Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Course:
    """A road that a map shows: its number, or the class of roads without one, and its lines."""

    road: str
    kind: Literal["motorway", "n_road", "main"]
    lines: list[shapely.LineString]
    # Kilometres of its lines on a kilometre of road: 2 where each way has lines of its own.
    carriageways: float = 1.0


class Ground(Protocol):
    """What was made already, and what the next tables need of it."""

    settings: dict[str, Any]
    say: Callable[[Message], None]

    @property
    def outlines(self) -> gpd.GeoDataFrame:
        """Outlines of all gemeenten, simplified together: ``code``, ``naam``, ``provincie``."""

    @property
    def gemeenten(self) -> gpd.GeoDataFrame:
        """Outlines of those of the area."""

    @property
    def outline(self) -> shapely.Geometry:
        """Outline of the area."""

    def made(self, name: str) -> pd.DataFrame:
        """Read a table that was made before."""


class Inputs(Protocol):
    """Sources of the tables, in one shape whatever they look like in their files.

    Frames are in the CRS of the area. Tables come by the name of their resource, and points with
    every column of their table but ``x_m``, ``y_m`` and ``gemeente``.
    """

    def outlines(self) -> gpd.GeoDataFrame:
        """Read gemeenten of the area and around it: ``code``, ``naam``, ``provincie``."""

    def inhabitants(self) -> pd.Series:
        """Read inhabitants of gemeenten, by code."""

    def jobs(self, ground: Ground) -> pd.DataFrame | None:
        """Read jobs of the gemeenten of the area, by code, where anybody tells them."""

    def regions(self) -> dict[str, list[str]]:
        """Name the gemeenten of each region of the area."""

    def nature(self) -> gpd.GeoDataFrame:
        """Read protected areas: ``slug``, ``naam``, ``badge`` (HR, VR, VR+HR)."""

    def stations(self, ground: Ground) -> gpd.GeoDataFrame:
        """Read stations of the area and around it."""

    def sites(self, ground: Ground) -> gpd.GeoDataFrame:
        """Read sites."""

    def exits(self, ground: Ground) -> gpd.GeoDataFrame:
        """Read exits and junctions of main roads."""

    def education(self, ground: Ground) -> gpd.GeoDataFrame:
        """Read places of learning."""

    def tracks(self, ground: Ground) -> list[gpd.GeoDataFrame]:
        """Read lines of tracks."""

    def place_tables(self, ground: Ground) -> Tables:
        """Make places, people, dwellings and names of a map."""

    def transit_tables(self, ground: Ground) -> Tables:
        """Make lines of trains and buses."""

    def road_tables(self, ground: Ground) -> Tables:
        """Make nodes and edges of roads."""

    def courses(self, ground: Ground) -> list[Course]:
        """Find the roads that a map shows."""

    def side_road_tables(self, ground: Ground) -> Tables:
        """Make the land beside roads that the network leaves out, if it leaves any out."""

    def beyond_tables(self, ground: Ground) -> Tables:
        """Make who lives beyond the roads."""

    def country_table(self, ground: Ground) -> pd.DataFrame:
        """Make the outline of the country."""
