from .plots import (
    plot_catchments as plot_catchments,
)
from .plots import (
    plot_nearest as plot_nearest,
)
from .plots import (
    plot_people as plot_people,
)
from .plots import (
    plot_placement as plot_placement,
)
from .plots_of_scenarios import (
    plot_gains as plot_gains,
)
from .plots_of_scenarios import (
    plot_minutes as plot_minutes,
)
from .plots_of_sites import (
    plot_scores as plot_scores,
)
from .plots_of_sites import (
    plot_surface as plot_surface,
)
