from .lines import (
    Rail as Rail,
)
from .lines import (
    make_rail as make_rail,
)
from .lines import (
    read_rail as read_rail,
)
from .times import (
    RailTimes as RailTimes,
)
