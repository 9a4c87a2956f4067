"""Tables of trips by train: one row per trip, and for whom which station is best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError
from drenthe_geo.transit.rides import CAP, TIMETABLE
from drenthe_geo.transit.rules import VEHICLES
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from typing import Any

    from drenthe_geo.trips.model import DoorToDoor

TRIP_COLUMNS = (
    "origin",
    "destination",
    "minutes",
    "low",
    "high",
    "station",
    "mode",
    "access_min",
    "board_min",
    "wait_min",
    "ride_min",
    "transfer_min",
    "egress_min",
    "transfers",
    "waits_cut",
    "changes_known",
    "vehicles",
    "by",
    "way",
    "nearest_station",
    "via_nearest_min",
)


def trips_table(trips: DoorToDoor) -> pd.DataFrame:
    """Make one row per trip, with everything it is made of.

    Parameters
    ----------
    trips : DoorToDoor
        The trips.

    Returns
    -------
    pandas.DataFrame
        ``origin``, ``destination``, ``minutes`` with ``low`` and ``high`` (missing
        without a way), ``station``, ``mode``, minutes of ``access``, ``board``,
        ``wait``, ``ride``, ``transfer`` and ``egress``, ``transfers`` (how often one
        changes), ``waits_cut`` (how many waits the cap decides, half the headway being
        longer), ``changes_known`` (how many changes are as the timetable has them),
        ``vehicles`` (``train``, ``bus``, ``train+bus``; missing without either), ``by`` and
        ``way`` (a `Message`, and one per ride), ``nearest_station`` and
        ``via_nearest_min``. A station may be a bus stop, but for the nearest.

    Examples
    --------
    >>> trips = dg.station_trips(area, area.layer("sites").loc[["rijkskantoor-heidestad"]])
    >>> table = dg.trips.trips_table(trips).set_index("destination")
    >>> table.loc["hoofdstad", ["station", "mode"]].tolist()
    ['Heidestad', 'bicycle']
    """
    names = trips.trains.transit.halts["name"].to_dict()
    boarding, ends = trips.boarding, trips.destinations
    figures = {name: getattr(trips, name).to_numpy() for name in ("minutes", "low", "high")}
    via_nearest, nearest = trips.via_nearest.to_numpy(), trips.nearest.tolist()
    stations, mode_at = trips.station.to_numpy(dtype=object), _Cells(boarding.mode)
    access = {mode: _Cells(times.minutes) for mode, times in boarding.access.items()}
    own = _Cells(boarding.own_mode), _Cells(boarding.own["expected"])
    by_train: dict[tuple[str, str], dict[str, Any]] = {}
    rows = []
    ends_of = list(zip(ends.index, ends["station"], ends["egress_min"].tolist(), strict=True))
    for at, origin in enumerate(trips.minutes.index):
        for to, (destination, end, egress_min) in enumerate(ends_of):
            row: dict[str, Any] = {"origin": origin, "destination": destination}
            row |= {name: values[at, to] for name, values in figures.items()}
            station = stations[at, to]
            if pd.isna(station) and pd.notna(row["minutes"]):
                mode, minutes = (cells.of(at, end) for cells in own)
                phrase = boarding.access[str(mode)].profile.phrase
                row |= _without_train(str(mode), minutes, phrase) | {"egress_min": egress_min}
            if pd.notna(station):
                pair = (str(station), str(end))
                if pair not in by_train:
                    by_train[pair] = _by_train(trips, pair, names)
                mode = str(mode_at.of(at, station))
                row |= by_train[pair] | {
                    "station": names[station],
                    "mode": mode,
                    "access_min": access[mode].of(at, station),
                    "egress_min": egress_min,
                    "nearest_station": names.get(nearest[at]),  # none within its cap
                    "via_nearest_min": via_nearest[at, to],
                }
            rows.append(row)
    return pd.DataFrame(rows, columns=list(TRIP_COLUMNS))


class _Cells:
    """The cells of a table, by the place of a row and the name of a column."""

    def __init__(self, table: pd.DataFrame) -> None:
        """Take them out of the table: one after another they are found many times faster."""
        self._values: Any = table.to_numpy()
        self._places: dict[Any, int] = {name: place for place, name in enumerate(table.columns)}

    def of(self, row: int, column: object) -> Any:  # noqa: ANN401 - a number or a word
        """Give a cell."""
        return self._values[row, self._places[column]]


def _by_train(trips: DoorToDoor, pair: tuple[str, str], names: dict[Any, str]) -> dict[str, Any]:
    """Parts of every trip by train from one station to another."""
    legs = trips.trains.legs(*pair)
    changes = legs["transfer_min"] + legs["wait_min"]
    return {
        "board_min": trips.trains.transit.rules.board_min,
        "wait_min": legs["wait_min"].iloc[:1].sum(),
        "ride_min": legs["ride_min"].sum(),
        "transfer_min": changes.iloc[1:].sum(),
        "transfers": max(len(legs) - 1, 0),
        "waits_cut": int((legs["wait_rule"] == CAP).sum()),
        "changes_known": int((legs["wait_rule"] == TIMETABLE).sum()),
        **_vehicles(legs),
        "way": tuple(
            Message("trips.ride", lines=line, station=names[code])
            for line, code in zip(legs["lines"], legs["to_station"], strict=True)
        ),
    }


def _vehicles(rides: pd.DataFrame) -> dict[str, Any]:
    """Say which vehicles a trip takes, as a value and in words."""
    used = set(rides["vehicle"])
    vehicles = "+".join(one for one in VEHICLES if one in used)
    return {"vehicles": vehicles, "by": Message(f"trips.vehicles.{vehicles.replace('+', '_')}")}


def _without_train(mode: str, minutes: float, by: str | Message) -> dict[str, Any]:
    """Parts of a trip on foot or by bicycle all the way."""
    none = dict.fromkeys(("board_min", "wait_min", "ride_min", "transfer_min"), 0.0)
    counts = dict.fromkeys(("transfers", "waits_cut", "changes_known"), 0)
    way = (Message("trips.no_train", by=by),)
    return {"mode": mode, "access_min": minutes, **counts, **none, "way": way}


def waits_cut(table: pd.DataFrame) -> Message | None:
    """Say in how many trips of a table a cap decides a wait; nothing where it decides none.

    Parameters
    ----------
    table : pandas.DataFrame
        Trips, see `trips_table`.

    Returns
    -------
    Message or None
        One sentence with the counts.

    Examples
    --------
    >>> trips = dg.station_trips(area, area.layer("sites").loc[["rijkskantoor-heidestad"]])
    >>> said = waits_cut(dg.trips.trips_table(trips))
    >>> area.words("en").say(said).partition(":")[0]
    'a wait is cut in 4 of 4 trips by train'
    """
    by_train = table[table["station"].notna()]
    cut = int((by_train["waits_cut"] > 0).sum())
    if not cut:
        return None
    return Message("trips.waits_cut", cut=cut, all=len(by_train))


def best_or_nearest(trips: DoorToDoor, people: pd.Series) -> pd.DataFrame:
    """Tell for how many people the best station is not the nearest.

    Parameters
    ----------
    trips : DoorToDoor
        Trips of the people.
    people : pandas.Series
        How many live at each origin.

    Returns
    -------
    pandas.DataFrame
        Index ``destination``: ``people`` with a way there, ``people_elsewhere`` for
        whom another station than the nearest is best, and ``saved_min`` that they save
        on average by it; those count whose nearest station has a way there at all.

    Raises
    ------
    ArgumentError
        If an origin has no number of people.

    Examples
    --------
    >>> places = dg.area.places_inside(area.layer("places"), area.layer("gemeenten"))
    >>> found = best_or_nearest(dg.station_trips(area, places), places["population"])
    >>> bool((found["people_elsewhere"] < found["people"]).all())
    True
    """
    rows = []
    heads = people.reindex(trips.minutes.index).to_numpy(dtype=float)
    if np.isnan(heads).any():
        first = trips.minutes.index[int(np.isnan(heads).argmax())]
        count = int(np.isnan(heads).sum())
        raise ArgumentError("trips.no_people", count=count, first=first)
    for destination in trips.minutes:
        station = trips.station[destination]
        there = trips.minutes[destination].notna().to_numpy()
        elsewhere = station.notna().to_numpy() & (station != trips.nearest).to_numpy()
        saved = (trips.via_nearest[destination] - trips.minutes[destination]).to_numpy()
        count, both = heads[elsewhere].sum(), elsewhere & np.isfinite(saved)
        some = heads[both].sum()
        mean = float(heads[both] @ saved[both] / some) if some else 0.0
        rows.append((destination, int(heads[there].sum()), int(count), mean))
    columns = ["destination", "people", "people_elsewhere", "saved_min"]
    return pd.DataFrame(rows, columns=columns).set_index("destination")
