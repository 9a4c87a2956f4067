from .locate import (
    Locations as Locations,
)
from .locate import (
    candidate_sites as candidate_sites,
)
from .locate import (
    locate_sites as locate_sites,
)
from .result import (
    Outcome as Outcome,
)
from .result import (
    Placement as Placement,
)
from .result import (
    SiteSet as SiteSet,
)
from .search import (
    Search as Search,
)
from .solve import (
    place_sites as place_sites,
)
