from . import (
    answers as answers,
)
from . import (
    area as area,
)
from . import (
    cards as cards,
)
from . import (
    claims as claims,
)
from . import (
    documents as documents,
)
from . import (
    doors as doors,
)
from . import (
    dossier as dossier,
)
from . import (
    io as io,
)
from . import (
    maps as maps,
)
from . import (
    placement as placement,
)
from . import (
    reach as reach,
)
from . import (
    roads as roads,
)
from . import (
    scenarios as scenarios,
)
from . import (
    siting as siting,
)
from . import (
    situation as situation,
)
from . import (
    transit as transit,
)
from . import (
    trips as trips,
)
from . import (
    words as words,
)
from .answers.answer import Answer as Answer
from .answers.catchments import ask_catchments as ask_catchments
from .answers.claims import ask_claims as ask_claims
from .answers.explain import ask_explain as ask_explain
from .answers.people import ask_people as ask_people
from .answers.place import ask_place as ask_place
from .answers.scenario import ask_scenario as ask_scenario
from .answers.sites.overview import ask_overview as ask_overview
from .answers.sites.overview import ask_services_for as ask_services_for
from .answers.sites.suggest import ask_suggest as ask_suggest
from .answers.stations import ask_stations as ask_stations
from .answers.times import ask_times as ask_times
from .answers.trips import ask_trips as ask_trips
from .area.area import Area as Area
from .area.opened import open_area as open_area
from .doors.areas import isochrones as isochrones
from .doors.changes import compare as compare
from .doors.data import build_area as build_area
from .doors.data import fetch_sources as fetch_sources
from .doors.data import read_osm as read_osm
from .doors.minutes import nearest as nearest
from .doors.minutes import travel_time_matrix as travel_time_matrix
from .doors.people import people_in_reach as people_in_reach
from .doors.sites import place as place
from .doors.sites import suggest as suggest
from .errors import ArgumentError as ArgumentError
from .errors import CrsError as CrsError
from .errors import DataError as DataError
from .errors import DrentheGeoError as DrentheGeoError
from .errors import FileError as FileError
from .errors import LayerError as LayerError
from .roads.profiles import read_profile as read_profile
from .trips.boarding import station_trips as station_trips

__version__: str
