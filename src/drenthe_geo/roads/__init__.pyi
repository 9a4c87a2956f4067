from .minutes import (
    Reach as Reach,
)
from .minutes import (
    TravelTimes as TravelTimes,
)
from .minutes import (
    compute_reach as compute_reach,
)
from .minutes import (
    travel_times as travel_times,
)
from .network import (
    Network as Network,
)
from .network import (
    build_network as build_network,
)
from .profiles import (
    Profile as Profile,
)
from .profiles import (
    read_profile as read_profile,
)
from .read import (
    read_network as read_network,
)
from .routes import (
    Route as Route,
)
from .routes import (
    trace_route as trace_route,
)
from .snapping import (
    snap_points as snap_points,
)
