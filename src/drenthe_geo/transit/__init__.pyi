from .lines import (
    Transit as Transit,
)
from .lines import (
    make_transit as make_transit,
)
from .lines import (
    read_transit as read_transit,
)
from .times import (
    TransitTimes as TransitTimes,
)
from .timetable import (
    Timetable as Timetable,
)
