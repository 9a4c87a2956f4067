"""Say where in Drenthe a government service should sit, and who can reach it.

Everything public is a name of this module; the rest may change.

>>> import drenthe_geo as dg
>>> study = dg.make_study(minutes=[30])
>>> int(study.summary.people_nearest.sum())
494705
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drenthe_geo.areas import certainty_areas, service_areas
    from drenthe_geo.catchments import reached_roads
    from drenthe_geo.errors import (
        ArgumentError,
        CrsError,
        DataError,
        DrentheGeoError,
        FileError,
        LayerError,
    )
    from drenthe_geo.explanations import Explanation, explain, write_route
    from drenthe_geo.gazetteer import Place, find_place, find_station
    from drenthe_geo.interchange import from_osmnx, to_osmnx
    from drenthe_geo.io.embedded import read_network, read_profile, read_settings
    from drenthe_geo.io.files import read_layer, read_layers, read_points
    from drenthe_geo.io.networks import read_network_from
    from drenthe_geo.layers import places_inside, province_outline, select_stations
    from drenthe_geo.network import Network, build_network
    from drenthe_geo.outputs import map_pages, run, write_study
    from drenthe_geo.partition import nearest_margins, nearest_partition
    from drenthe_geo.profiles import Profile
    from drenthe_geo.queries import write_catchments, write_times
    from drenthe_geo.report import people_within
    from drenthe_geo.routes import Route, trace_route
    from drenthe_geo.settings import Settings
    from drenthe_geo.snapping import snap_points
    from drenthe_geo.study import Study, make_study
    from drenthe_geo.travel import (
        Reach,
        TravelTimes,
        certainty,
        compute_reach,
        nearest_facility,
        travel_times,
    )

__version__ = "0.1.0"

# Loaded when first used, so that `import drenthe_geo` costs what geopandas costs.
_HOME = {
    "ArgumentError": "errors",
    "CrsError": "errors",
    "DataError": "errors",
    "DrentheGeoError": "errors",
    "Explanation": "explanations",
    "FileError": "errors",
    "LayerError": "errors",
    "Network": "network",
    "Place": "gazetteer",
    "Profile": "profiles",
    "Reach": "travel",
    "Route": "routes",
    "Settings": "settings",
    "Study": "study",
    "TravelTimes": "travel",
    "build_network": "network",
    "certainty": "travel",
    "certainty_areas": "areas",
    "compute_reach": "travel",
    "explain": "explanations",
    "find_place": "gazetteer",
    "find_station": "gazetteer",
    "from_osmnx": "interchange",
    "make_study": "study",
    "map_pages": "outputs",
    "nearest_facility": "travel",
    "nearest_margins": "partition",
    "nearest_partition": "partition",
    "people_within": "report",
    "places_inside": "layers",
    "province_outline": "layers",
    "reached_roads": "catchments",
    "read_layer": "io.files",
    "read_layers": "io.files",
    "read_network": "io.embedded",
    "read_network_from": "io.networks",
    "read_points": "io.files",
    "read_profile": "io.embedded",
    "read_settings": "io.embedded",
    "run": "outputs",
    "select_stations": "layers",
    "service_areas": "areas",
    "snap_points": "snapping",
    "to_osmnx": "interchange",
    "trace_route": "routes",
    "travel_times": "travel",
    "write_catchments": "queries",
    "write_route": "explanations",
    "write_study": "outputs",
    "write_times": "queries",
}

__all__ = [
    "ArgumentError",
    "CrsError",
    "DataError",
    "DrentheGeoError",
    "Explanation",
    "FileError",
    "LayerError",
    "Network",
    "Place",
    "Profile",
    "Reach",
    "Route",
    "Settings",
    "Study",
    "TravelTimes",
    "__version__",
    "build_network",
    "certainty",
    "certainty_areas",
    "compute_reach",
    "explain",
    "find_place",
    "find_station",
    "from_osmnx",
    "make_study",
    "map_pages",
    "nearest_facility",
    "nearest_margins",
    "nearest_partition",
    "people_within",
    "places_inside",
    "province_outline",
    "reached_roads",
    "read_layer",
    "read_layers",
    "read_network",
    "read_network_from",
    "read_points",
    "read_profile",
    "read_settings",
    "run",
    "select_stations",
    "service_areas",
    "snap_points",
    "to_osmnx",
    "trace_route",
    "travel_times",
    "write_catchments",
    "write_route",
    "write_study",
    "write_times",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
