from .brief import (
    read_brief as read_brief,
)
from .brief import (
    read_services as read_services,
)
from .brief import (
    read_weights as read_weights,
)
from .fit.apart import (
    standing_apart as standing_apart,
)
from .fit.candidates import (
    candidates_for as candidates_for,
)
from .fit.findings import (
    Finding as Finding,
)
from .fit.offers import (
    read_offers as read_offers,
)
from .fit.screen import (
    screen_sites as screen_sites,
)
from .fit.seat import (
    SeatAdvice as SeatAdvice,
)
from .fit.site import (
    services_for_site as services_for_site,
)
from .kept.suggestion import (
    Suggestion as Suggestion,
)
from .match import (
    Matches as Matches,
)
from .match import (
    match_sites as match_sites,
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
    Housing as Housing,
)
from .model import (
    Needs as Needs,
)
from .model import (
    Siting as Siting,
)
from .model import (
    Space as Space,
)
from .own.criteria import (
    OwnCriterion as OwnCriterion,
)
from .own.service import (
    service_toml as service_toml,
)
from .own.service import (
    with_own_service as with_own_service,
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
    filled_values as filled_values,
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
    InNature as InNature,
)
from .reasons import (
    NotNear as NotNear,
)
from .reasons import (
    OutsideArea as OutsideArea,
)
from .reasons import (
    all_reasons as all_reasons,
)
from .robust import (
    Together as Together,
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
    weight_to_unseat as weight_to_unseat,
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
from .weights.choices import (
    read_siting as read_siting,
)
from .weights.eyes import (
    Viewpoint as Viewpoint,
)
from .weights.overlap import (
    criteria_overlap as criteria_overlap,
)
from .weights.viewpoints import (
    mean_weights as mean_weights,
)
from .weights.viewpoints import (
    viewpoint_weights as viewpoint_weights,
)
