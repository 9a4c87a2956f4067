"""The command trips: by train from door to door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drenthe_geo.answers.trips import ask_trips
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Access, Bus, Out, Scenarios
from drenthe_geo.cli.screen import plain_table
from drenthe_geo.trips.boarding import DEFAULT_ACCESS
from drenthe_geo.trips.departures import WINDOW_COLUMNS

if TYPE_CHECKING:
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer


def command(
    asked: Asked,
    *,
    points: Annotated[str, typer.Option("--points", help="help.points_places")] = "places",
    out: Out = Path("trips"),
    access: Access = DEFAULT_ACCESS,
    scenario: Scenarios = None,
    bus: Bus = True,
    gtfs: Annotated[Path | None, typer.Option("--gtfs", help="help.gtfs")] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", help="help.date", show_default="help.date_default"),
    ] = None,
    window: Annotated[str | None, typer.Option("--window", help="help.window")] = None,
) -> None:
    """Answer and write."""
    how: Any = {
        "access": access,
        "scenarios": scenario or [],
        "gtfs": gtfs,
        "date": date,
        "window": window,
        "buses": bus,
    }
    with asked.steps() as on_step:
        answer = ask_trips(asked.opened, points, **how, out=out, on_step=on_step)
    asked.finish(answer, out, [trips_table(asked, answer)], answer.sentences)


def trips_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of trips: how long they take in the middle, and at the ends."""
    say, found, every = asked.say, answer.result, answer.tables["trips"]
    # Of a window of a feed's day: what its minutes take, in the middle of all origins.
    window = [name for name in WINDOW_COLUMNS if name in every]
    by_end = every.groupby("destination")[window].median()
    names = ("to", "shortest", "median", "longest", "no_way", "another_station")
    heads = [say(f"screen.trips.{name}") for name in (*names[:4], *window, *names[4:])]
    rows = []
    for end in map(str, found.minutes):
        minutes, station = found.minutes[end], found.station[end]
        elsewhere = int((station.notna() & (station != found.nearest)).sum())
        middle = (minutes.min(), minutes.median(), minutes.max())
        rows.append(
            [
                str(found.destinations["name"][end]),
                *(say("screen.number", value=value) for value in middle),
                *(say("screen.number", value=by_end.loc[end, name]) for name in window),
                say("screen.number", value=int(minutes.isna().sum())),
                say("screen.of", part=elsewhere, whole=len(minutes)),
            ]
        )
    return plain_table(say("screen.trips.title"), heads, rows)
