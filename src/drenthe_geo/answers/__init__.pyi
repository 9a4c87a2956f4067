from .answer import (
    Answer as Answer,
)
from .catchments import (
    Catchments as Catchments,
)
from .catchments import (
    ask_catchments as ask_catchments,
)
from .claims import (
    ask_claims as ask_claims,
)
from .explain import (
    Explanation as Explanation,
)
from .explain import (
    ask_explain as ask_explain,
)
from .out import (
    require_out as require_out,
)
from .people import (
    ask_people as ask_people,
)
from .place import (
    ask_place as ask_place,
)
from .scenario import (
    ask_scenario as ask_scenario,
)
from .sites.overview import (
    ask_overview as ask_overview,
)
from .sites.overview import (
    ask_services_for as ask_services_for,
)
from .sites.suggest import (
    ask_suggest as ask_suggest,
)
from .stations import (
    ask_stations as ask_stations,
)
from .times import (
    ask_times as ask_times,
)
from .trips import (
    ask_trips as ask_trips,
)
