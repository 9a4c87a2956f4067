from .arrivals import (
    arrival_minutes as arrival_minutes,
)
from .arrivals import (
    train_minutes as train_minutes,
)
from .boarding import (
    read_destinations as read_destinations,
)
from .boarding import (
    station_trips as station_trips,
)
from .departures import (
    window_minutes as window_minutes,
)
from .departures import (
    window_named as window_named,
)
from .door_to_door import (
    board as board,
)
from .door_to_door import (
    door_to_door as door_to_door,
)
from .door_to_door import (
    trip_minutes as trip_minutes,
)
from .model import (
    Boarding as Boarding,
)
from .model import (
    DoorToDoor as DoorToDoor,
)
from .tables import (
    best_or_nearest as best_or_nearest,
)
from .tables import (
    trips_table as trips_table,
)
from .tables import (
    waits_cut as waits_cut,
)
