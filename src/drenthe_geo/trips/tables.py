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
    names = trips.trains.transit.halts["name"]
    rides: dict[tuple[str, str], pd.DataFrame] = {}
    rows = []
    for origin in trips.minutes.index:
        for destination in trips.destinations.index:
            end: Any = trips.destinations.loc[destination]
            row: dict[str, Any] = {"origin": origin, "destination": destination}
            for name in ("minutes", "low", "high"):
                row[name] = getattr(trips, name).loc[origin, destination]
            station: Any = trips.station.loc[origin, destination]
            if pd.isna(station) and pd.notna(row["minutes"]):
                row |= _without_train(trips, str(origin), end)
            if pd.notna(station):
                pair = (str(station), str(end["station"]))
                if pair not in rides:
                    rides[pair] = trips.trains.legs(*pair)
                legs = rides[pair]
                mode = str(trips.boarding.mode.loc[origin, station])
                changes = legs["transfer_min"] + legs["wait_min"]
                row |= {
                    "station": names[station],
                    "mode": mode,
                    "access_min": trips.boarding.access[mode].minutes.loc[origin, station],
                    "board_min": trips.trains.transit.rules.board_min,
                    "wait_min": legs["wait_min"].iloc[:1].sum(),
                    "ride_min": legs["ride_min"].sum(),
                    "transfer_min": changes.iloc[1:].sum(),
                    "egress_min": end["egress_min"],
                    "transfers": max(len(legs) - 1, 0),
                    "waits_cut": int((legs["wait_rule"] == CAP).sum()),
                    "changes_known": int((legs["wait_rule"] == TIMETABLE).sum()),
                    **_vehicles(legs),
                    "way": tuple(
                        Message("trips.ride", lines=line, station=names[code])
                        for line, code in zip(legs["lines"], legs["to_station"], strict=True)
                    ),
                    "nearest_station": names.get(trips.nearest[origin]),  # none within its cap
                    "via_nearest_min": trips.via_nearest.loc[origin, destination],
                }
            rows.append(row)
    return pd.DataFrame(rows, columns=list(TRIP_COLUMNS))


def _vehicles(rides: pd.DataFrame) -> dict[str, Any]:
    """Say which vehicles a trip takes, as a value and in words."""
    used = set(rides["vehicle"])
    vehicles = "+".join(one for one in VEHICLES if one in used)
    return {"vehicles": vehicles, "by": Message(f"trips.vehicles.{vehicles.replace('+', '_')}")}


def _without_train(trips: DoorToDoor, origin: str, end: Any) -> dict[str, Any]:  # noqa: ANN401 - a row
    """Parts of a trip on foot or by bicycle all the way."""
    mode = str(trips.boarding.own_mode.loc[origin, end["station"]])
    minutes = trips.boarding.own["expected"].loc[origin, end["station"]]
    none = dict.fromkeys(("board_min", "wait_min", "ride_min", "transfer_min"), 0.0)
    said = {"mode": mode, "access_min": minutes, "egress_min": end["egress_min"]}
    said |= dict.fromkeys(("transfers", "waits_cut", "changes_known"), 0)
    by = trips.boarding.access[mode].profile.phrase
    return {**said, **none, "way": (Message("trips.no_train", by=by),)}


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
