from .brief import (
    read_brief as read_brief,
)
from .brief import (
    read_services as read_services,
)
from .brief import (
    read_siting as read_siting,
)
from .brief import (
    read_weights as read_weights,
)
from .match import (
    services_for_site as services_for_site,
)
from .match import (
    sites_for_services as sites_for_services,
)
from .measures import (
    measure_criteria as measure_criteria,
)
from .model import (
    Brief as Brief,
)
from .model import (
    Criterion as Criterion,
)
from .model import (
    Needs as Needs,
)
from .model import (
    Siting as Siting,
)
from .rank import (
    Ranking as Ranking,
)
from .rank import (
    Scale as Scale,
)
from .rank import (
    beyond_limits as beyond_limits,
)
from .rank import (
    rank_sites as rank_sites,
)
from .rank import (
    reasons_before as reasons_before,
)
from .rank import (
    scaled_values as scaled_values,
)
from .reasons import (
    BeyondLimit as BeyondLimit,
)
from .reasons import (
    LacksTheme as LacksTheme,
)
from .reasons import (
    OutsideArea as OutsideArea,
)
from .reasons import (
    all_reasons as all_reasons,
)
from .robust import (
    WeightDraws as WeightDraws,
)
from .robust import (
    first_within_ranges as first_within_ranges,
)
from .robust import (
    leave_one_out as leave_one_out,
)
from .robust import (
    rank_acceptability as rank_acceptability,
)
from .robust import (
    topsis_closeness as topsis_closeness,
)
from .robust import (
    weight_to_unseat as weight_to_unseat,
)
from .suggest import (
    Suggestion as Suggestion,
)
from .suggest import (
    make_suggestion as make_suggestion,
)
from .suggest import (
    other_situations as other_situations,
)
from .surface import (
    best_places as best_places,
)
from .surface import (
    measure_grid as measure_grid,
)
from .surface import (
    opportunity_surface as opportunity_surface,
)
from .surroundings import (
    Surroundings as Surroundings,
)
from .surroundings import (
    measure_surroundings as measure_surroundings,
)
from .targets import (
    read_dwellings as read_dwellings,
)
from .verdict import (
    Verdict as Verdict,
)
from .verdict import (
    judge as judge,
)
