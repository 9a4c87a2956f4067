from .areas import (
    isochrones as isochrones,
)
from .changes import (
    compare as compare,
)
from .data import (
    build_area as build_area,
)
from .data import (
    fetch_sources as fetch_sources,
)
from .data import (
    read_osm as read_osm,
)
from .minutes import (
    nearest as nearest,
)
from .minutes import (
    travel_time_matrix as travel_time_matrix,
)
from .people import (
    people_in_reach as people_in_reach,
)
from .sites import (
    place as place,
)
from .sites import (
    suggest as suggest,
)
