from .access import (
    cost_to_closest as cost_to_closest,
)
from .access import (
    cumulative_cutoff as cumulative_cutoff,
)
from .access import (
    floating_catchment_area as floating_catchment_area,
)
from .access import (
    gravity as gravity,
)
from .areas import (
    certainty_areas as certainty_areas,
)
from .areas import (
    service_areas as service_areas,
)
from .counts import (
    people_in_reach as people_in_reach,
)
from .decay import (
    CutOff as CutOff,
)
from .decay import (
    Exponential as Exponential,
)
from .decay import (
    Gaussian as Gaussian,
)
from .decay import (
    Linear as Linear,
)
from .decay import (
    Logistic as Logistic,
)
from .decay import (
    Power as Power,
)
from .decay import (
    Ramp as Ramp,
)
from .decay import (
    Stepped as Stepped,
)
from .nearest import (
    certainty as certainty,
)
from .nearest import (
    nearest_facility as nearest_facility,
)
from .nearest import (
    nearest_of_junctions as nearest_of_junctions,
)
from .partition import (
    nearest_margins as nearest_margins,
)
from .partition import (
    nearest_partition as nearest_partition,
)
from .parts import (
    reached_roads as reached_roads,
)
from .study import (
    Study as Study,
)
from .study import (
    make_study as make_study,
)
from .tables import (
    people_within as people_within,
)
