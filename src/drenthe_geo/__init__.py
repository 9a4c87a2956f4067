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
    from drenthe_geo.access import (
        cost_to_closest,
        cumulative_cutoff,
        floating_catchment_area,
        gravity,
    )
    from drenthe_geo.areas import certainty_areas, service_areas
    from drenthe_geo.catchments import reached_roads
    from drenthe_geo.claim_ground import Claim
    from drenthe_geo.claims import check_claims, read_claims, write_claims
    from drenthe_geo.comparisons import Comparison, make_comparison
    from drenthe_geo.decay import (
        decay_binary,
        decay_exponential,
        decay_linear,
        decay_logistic,
        decay_stepped,
    )
    from drenthe_geo.edits import apply_scenarios
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
    from drenthe_geo.io.embedded import (
        read_destinations,
        read_network,
        read_profile,
        read_rail,
        read_scenario,
        read_services,
        read_settings,
        read_situation,
        scenario_names,
    )
    from drenthe_geo.io.files import read_layer, read_layers, read_points
    from drenthe_geo.io.gtfs import read_rail_from_gtfs
    from drenthe_geo.io.networks import read_network_from
    from drenthe_geo.journeys import station_trips, write_trips
    from drenthe_geo.layers import people_inside, places_inside, province_outline, select_stations
    from drenthe_geo.network import Network, build_network
    from drenthe_geo.opportunities import people_in_reach, read_people, write_people
    from drenthe_geo.outputs import map_pages, run, write_study
    from drenthe_geo.partition import nearest_margins, nearest_partition
    from drenthe_geo.profiles import Profile
    from drenthe_geo.queries import write_catchments, write_times
    from drenthe_geo.rail import Rail, RailTimes, make_rail, rail_times
    from drenthe_geo.ranking import Ranking, Scale, rank_sites, reasons_before, scaled_values
    from drenthe_geo.report import people_within
    from drenthe_geo.robustness import (
        WeightDraws,
        leave_one_out,
        rank_acceptability,
        weight_to_unseat,
    )
    from drenthe_geo.routes import Route, trace_route
    from drenthe_geo.scenario_files import gain_figure, run_scenario, write_comparison
    from drenthe_geo.scenarios import Scenario
    from drenthe_geo.settings import Settings
    from drenthe_geo.situation import Situation
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
    from drenthe_geo.trip_tables import best_or_nearest, trips_table
    from drenthe_geo.trips import (
        Boarding,
        DoorToDoor,
        arrival_minutes,
        board,
        door_to_door,
        train_minutes,
        trip_minutes,
    )

__version__ = "0.1.0"

# Loaded when first used, so that `import drenthe_geo` costs what geopandas costs.
_HOME = {
    "ArgumentError": "errors",
    "Boarding": "trips",
    "Claim": "claim_ground",
    "Comparison": "comparisons",
    "CrsError": "errors",
    "DataError": "errors",
    "DoorToDoor": "trips",
    "DrentheGeoError": "errors",
    "Explanation": "explanations",
    "FileError": "errors",
    "LayerError": "errors",
    "Network": "network",
    "Place": "gazetteer",
    "Profile": "profiles",
    "Rail": "rail",
    "RailTimes": "rail",
    "Ranking": "ranking",
    "Reach": "travel",
    "Route": "routes",
    "Scale": "ranking",
    "Scenario": "scenarios",
    "Settings": "settings",
    "Situation": "situation",
    "Study": "study",
    "TravelTimes": "travel",
    "WeightDraws": "robustness",
    "apply_scenarios": "edits",
    "arrival_minutes": "trips",
    "best_or_nearest": "trip_tables",
    "board": "trips",
    "build_network": "network",
    "certainty": "travel",
    "certainty_areas": "areas",
    "check_claims": "claims",
    "compute_reach": "travel",
    "cost_to_closest": "access",
    "cumulative_cutoff": "access",
    "decay_binary": "decay",
    "decay_exponential": "decay",
    "decay_linear": "decay",
    "decay_logistic": "decay",
    "decay_stepped": "decay",
    "door_to_door": "trips",
    "explain": "explanations",
    "find_place": "gazetteer",
    "find_station": "gazetteer",
    "floating_catchment_area": "access",
    "from_osmnx": "interchange",
    "gain_figure": "scenario_files",
    "gravity": "access",
    "leave_one_out": "robustness",
    "make_comparison": "comparisons",
    "make_rail": "rail",
    "make_study": "study",
    "map_pages": "outputs",
    "nearest_facility": "travel",
    "nearest_margins": "partition",
    "nearest_partition": "partition",
    "people_in_reach": "opportunities",
    "people_inside": "layers",
    "people_within": "report",
    "places_inside": "layers",
    "province_outline": "layers",
    "rail_times": "rail",
    "rank_acceptability": "robustness",
    "rank_sites": "ranking",
    "reached_roads": "catchments",
    "read_claims": "claims",
    "read_destinations": "io.embedded",
    "read_layer": "io.files",
    "read_layers": "io.files",
    "read_network": "io.embedded",
    "read_network_from": "io.networks",
    "read_people": "opportunities",
    "read_points": "io.files",
    "read_profile": "io.embedded",
    "read_rail": "io.embedded",
    "read_rail_from_gtfs": "io.gtfs",
    "read_scenario": "io.embedded",
    "read_services": "io.embedded",
    "read_settings": "io.embedded",
    "read_situation": "io.embedded",
    "reasons_before": "ranking",
    "run": "outputs",
    "run_scenario": "scenario_files",
    "scaled_values": "ranking",
    "scenario_names": "io.embedded",
    "select_stations": "layers",
    "service_areas": "areas",
    "snap_points": "snapping",
    "station_trips": "journeys",
    "to_osmnx": "interchange",
    "trace_route": "routes",
    "train_minutes": "trips",
    "travel_times": "travel",
    "trip_minutes": "trips",
    "trips_table": "trip_tables",
    "weight_to_unseat": "robustness",
    "write_catchments": "queries",
    "write_claims": "claims",
    "write_comparison": "scenario_files",
    "write_people": "opportunities",
    "write_route": "explanations",
    "write_study": "outputs",
    "write_times": "queries",
    "write_trips": "journeys",
}

__all__ = [
    "ArgumentError",
    "Boarding",
    "Claim",
    "Comparison",
    "CrsError",
    "DataError",
    "DoorToDoor",
    "DrentheGeoError",
    "Explanation",
    "FileError",
    "LayerError",
    "Network",
    "Place",
    "Profile",
    "Rail",
    "RailTimes",
    "Ranking",
    "Reach",
    "Route",
    "Scale",
    "Scenario",
    "Settings",
    "Situation",
    "Study",
    "TravelTimes",
    "WeightDraws",
    "__version__",
    "apply_scenarios",
    "arrival_minutes",
    "best_or_nearest",
    "board",
    "build_network",
    "certainty",
    "certainty_areas",
    "check_claims",
    "compute_reach",
    "cost_to_closest",
    "cumulative_cutoff",
    "decay_binary",
    "decay_exponential",
    "decay_linear",
    "decay_logistic",
    "decay_stepped",
    "door_to_door",
    "explain",
    "find_place",
    "find_station",
    "floating_catchment_area",
    "from_osmnx",
    "gain_figure",
    "gravity",
    "leave_one_out",
    "make_comparison",
    "make_rail",
    "make_study",
    "map_pages",
    "nearest_facility",
    "nearest_margins",
    "nearest_partition",
    "people_in_reach",
    "people_inside",
    "people_within",
    "places_inside",
    "province_outline",
    "rail_times",
    "rank_acceptability",
    "rank_sites",
    "reached_roads",
    "read_claims",
    "read_destinations",
    "read_layer",
    "read_layers",
    "read_network",
    "read_network_from",
    "read_people",
    "read_points",
    "read_profile",
    "read_rail",
    "read_rail_from_gtfs",
    "read_scenario",
    "read_services",
    "read_settings",
    "read_situation",
    "reasons_before",
    "run",
    "run_scenario",
    "scaled_values",
    "scenario_names",
    "select_stations",
    "service_areas",
    "snap_points",
    "station_trips",
    "to_osmnx",
    "trace_route",
    "train_minutes",
    "travel_times",
    "trip_minutes",
    "trips_table",
    "weight_to_unseat",
    "write_catchments",
    "write_claims",
    "write_comparison",
    "write_people",
    "write_route",
    "write_study",
    "write_times",
    "write_trips",
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
