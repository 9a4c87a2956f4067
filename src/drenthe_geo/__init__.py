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
    from drenthe_geo.criteria import measure_criteria
    from drenthe_geo.decay import (
        decay_binary,
        decay_exponential,
        decay_linear,
        decay_logistic,
        decay_stepped,
    )
    from drenthe_geo.dossier_maps import suggestion_figures
    from drenthe_geo.dossier_reasons import why_before
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
    from drenthe_geo.io.siting import read_brief, read_dwellings, read_siting
    from drenthe_geo.journeys import station_trips, write_trips
    from drenthe_geo.layers import people_inside, places_inside, province_outline, select_stations
    from drenthe_geo.location_files import placement_figure, placement_table, write_placement
    from drenthe_geo.locations import Locations, locate_sites
    from drenthe_geo.matches import services_for_site, sites_for_services
    from drenthe_geo.network import Network, build_network
    from drenthe_geo.opportunities import people_in_reach, read_people, write_people
    from drenthe_geo.outputs import map_pages, run, write_study
    from drenthe_geo.partition import nearest_margins, nearest_partition
    from drenthe_geo.placement import Outcome, Placement, place_sites
    from drenthe_geo.profiles import Profile
    from drenthe_geo.queries import write_catchments, write_times
    from drenthe_geo.rail import Rail, RailTimes, make_rail, rail_times
    from drenthe_geo.ranking import (
        Ranking,
        Scale,
        beyond_limits,
        rank_sites,
        reasons_before,
        scaled_values,
    )
    from drenthe_geo.report import people_within
    from drenthe_geo.robustness import (
        WeightDraws,
        first_within_ranges,
        leave_one_out,
        rank_acceptability,
        topsis_closeness,
        weight_to_unseat,
    )
    from drenthe_geo.routes import Route, trace_route
    from drenthe_geo.scenario_files import gain_figure, run_scenario, write_comparison
    from drenthe_geo.scenarios import Scenario
    from drenthe_geo.settings import Settings
    from drenthe_geo.siting import Brief, Criterion, Siting
    from drenthe_geo.situation import Situation
    from drenthe_geo.snapping import snap_points
    from drenthe_geo.study import Study, make_study
    from drenthe_geo.suggestion_files import suggestion_table, write_suggestion
    from drenthe_geo.suggestions import Suggestion, make_suggestion
    from drenthe_geo.surfaces import best_places, measure_grid, opportunity_surface
    from drenthe_geo.surroundings import Surroundings, measure_surroundings
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
    from drenthe_geo.verdicts import Verdict, judge

__version__ = "0.1.0"

# Loaded when first used, so that `import drenthe_geo` costs what geopandas costs.
_HOME = {
    "ArgumentError": "errors",
    "Boarding": "trips",
    "Brief": "siting",
    "Claim": "claim_ground",
    "Comparison": "comparisons",
    "Criterion": "siting",
    "CrsError": "errors",
    "DataError": "errors",
    "DoorToDoor": "trips",
    "DrentheGeoError": "errors",
    "Explanation": "explanations",
    "FileError": "errors",
    "LayerError": "errors",
    "Locations": "locations",
    "Network": "network",
    "Outcome": "placement",
    "Place": "gazetteer",
    "Placement": "placement",
    "Profile": "profiles",
    "Rail": "rail",
    "RailTimes": "rail",
    "Ranking": "ranking",
    "Reach": "travel",
    "Route": "routes",
    "Scale": "ranking",
    "Scenario": "scenarios",
    "Settings": "settings",
    "Siting": "siting",
    "Situation": "situation",
    "Study": "study",
    "Suggestion": "suggestions",
    "Surroundings": "surroundings",
    "TravelTimes": "travel",
    "Verdict": "verdicts",
    "WeightDraws": "robustness",
    "apply_scenarios": "edits",
    "arrival_minutes": "trips",
    "best_or_nearest": "trip_tables",
    "best_places": "surfaces",
    "beyond_limits": "ranking",
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
    "first_within_ranges": "robustness",
    "floating_catchment_area": "access",
    "from_osmnx": "interchange",
    "gain_figure": "scenario_files",
    "gravity": "access",
    "judge": "verdicts",
    "leave_one_out": "robustness",
    "locate_sites": "locations",
    "make_comparison": "comparisons",
    "make_rail": "rail",
    "make_study": "study",
    "make_suggestion": "suggestions",
    "map_pages": "outputs",
    "measure_criteria": "criteria",
    "measure_grid": "surfaces",
    "measure_surroundings": "surroundings",
    "nearest_facility": "travel",
    "nearest_margins": "partition",
    "nearest_partition": "partition",
    "opportunity_surface": "surfaces",
    "people_in_reach": "opportunities",
    "people_inside": "layers",
    "people_within": "report",
    "place_sites": "placement",
    "placement_figure": "location_files",
    "placement_table": "location_files",
    "places_inside": "layers",
    "province_outline": "layers",
    "rail_times": "rail",
    "rank_acceptability": "robustness",
    "rank_sites": "ranking",
    "reached_roads": "catchments",
    "read_brief": "io.siting",
    "read_claims": "claims",
    "read_destinations": "io.embedded",
    "read_dwellings": "io.siting",
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
    "read_siting": "io.siting",
    "read_situation": "io.embedded",
    "reasons_before": "ranking",
    "run": "outputs",
    "run_scenario": "scenario_files",
    "scaled_values": "ranking",
    "scenario_names": "io.embedded",
    "select_stations": "layers",
    "service_areas": "areas",
    "services_for_site": "matches",
    "sites_for_services": "matches",
    "snap_points": "snapping",
    "station_trips": "journeys",
    "suggestion_figures": "dossier_maps",
    "suggestion_table": "suggestion_files",
    "to_osmnx": "interchange",
    "topsis_closeness": "robustness",
    "trace_route": "routes",
    "train_minutes": "trips",
    "travel_times": "travel",
    "trip_minutes": "trips",
    "trips_table": "trip_tables",
    "weight_to_unseat": "robustness",
    "why_before": "dossier_reasons",
    "write_catchments": "queries",
    "write_claims": "claims",
    "write_comparison": "scenario_files",
    "write_people": "opportunities",
    "write_placement": "location_files",
    "write_route": "explanations",
    "write_study": "outputs",
    "write_suggestion": "suggestion_files",
    "write_times": "queries",
    "write_trips": "journeys",
}

__all__ = [
    "ArgumentError",
    "Boarding",
    "Brief",
    "Claim",
    "Comparison",
    "Criterion",
    "CrsError",
    "DataError",
    "DoorToDoor",
    "DrentheGeoError",
    "Explanation",
    "FileError",
    "LayerError",
    "Locations",
    "Network",
    "Outcome",
    "Place",
    "Placement",
    "Profile",
    "Rail",
    "RailTimes",
    "Ranking",
    "Reach",
    "Route",
    "Scale",
    "Scenario",
    "Settings",
    "Siting",
    "Situation",
    "Study",
    "Suggestion",
    "Surroundings",
    "TravelTimes",
    "Verdict",
    "WeightDraws",
    "__version__",
    "apply_scenarios",
    "arrival_minutes",
    "best_or_nearest",
    "best_places",
    "beyond_limits",
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
    "first_within_ranges",
    "floating_catchment_area",
    "from_osmnx",
    "gain_figure",
    "gravity",
    "judge",
    "leave_one_out",
    "locate_sites",
    "make_comparison",
    "make_rail",
    "make_study",
    "make_suggestion",
    "map_pages",
    "measure_criteria",
    "measure_grid",
    "measure_surroundings",
    "nearest_facility",
    "nearest_margins",
    "nearest_partition",
    "opportunity_surface",
    "people_in_reach",
    "people_inside",
    "people_within",
    "place_sites",
    "placement_figure",
    "placement_table",
    "places_inside",
    "province_outline",
    "rail_times",
    "rank_acceptability",
    "rank_sites",
    "reached_roads",
    "read_brief",
    "read_claims",
    "read_destinations",
    "read_dwellings",
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
    "read_siting",
    "read_situation",
    "reasons_before",
    "run",
    "run_scenario",
    "scaled_values",
    "scenario_names",
    "select_stations",
    "service_areas",
    "services_for_site",
    "sites_for_services",
    "snap_points",
    "station_trips",
    "suggestion_figures",
    "suggestion_table",
    "to_osmnx",
    "topsis_closeness",
    "trace_route",
    "train_minutes",
    "travel_times",
    "trip_minutes",
    "trips_table",
    "weight_to_unseat",
    "why_before",
    "write_catchments",
    "write_claims",
    "write_comparison",
    "write_people",
    "write_placement",
    "write_route",
    "write_study",
    "write_suggestion",
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
