from .dossier import (
    dossier_of as dossier_of,
)
from .figures import (
    WinnerReach as WinnerReach,
)
from .figures import (
    suggestion_figures as suggestion_figures,
)
from .figures import (
    winner_reach as winner_reach,
)
from .reasons import (
    why_before as why_before,
)
