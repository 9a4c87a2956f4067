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
    decay_binary as decay_binary,
)
from .decay import (
    decay_exponential as decay_exponential,
)
from .decay import (
    decay_linear as decay_linear,
)
from .decay import (
    decay_logistic as decay_logistic,
)
from .decay import (
    decay_ramp as decay_ramp,
)
from .decay import (
    decay_stepped as decay_stepped,
)
from .nearest import (
    certainty as certainty,
)
from .nearest import (
    nearest_facility as nearest_facility,
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
