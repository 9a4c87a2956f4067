from .apply import (
    apply_scenarios as apply_scenarios,
)
from .compare import (
    Comparison as Comparison,
)
from .compare import (
    make_comparison as make_comparison,
)
from .model import (
    Scenario as Scenario,
)
from .model import (
    read_scenario as read_scenario,
)
from .model import (
    read_timetables as read_timetables,
)
from .model import (
    scenario_names as scenario_names,
)
