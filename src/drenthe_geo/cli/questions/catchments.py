"""The command catchments: service areas of stations or of your own points."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drenthe_geo.answers.catchments import PEOPLE, ask_catchments
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import (
    Also,
    Columns,
    Direction,
    Minutes,
    Mode,
    Network,
    Out,
    Points,
    Profile,
)
from drenthe_geo.cli.reading import numbers_of, pairs_of
from drenthe_geo.cli.screen import MOST_ROWS, plain_table
from drenthe_geo.reach.areas import LAND

if TYPE_CHECKING:
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer


def command(
    asked: Asked,
    *,
    points: Points = "stations",
    minutes: Minutes = "10,20,30",
    out: Out = Path("catchments"),
    mode: Mode = None,
    profile: Profile = None,
    direction: Direction = "to",
    network: Network = "default",
    columns: Columns = None,
    fill_holes_m2: Annotated[float, typer.Option("--fill-holes-m2", help="help.fill_holes")] = 0.0,
    exact: Annotated[bool, typer.Option("--exact", help="help.exact")] = False,
    also: Also = None,
) -> None:
    """Answer and write."""
    how: Any = {
        "mode": mode,
        "profile_file": profile,
        "direction": direction,
        "network": network,
        "columns": pairs_of(columns, network),
        "fill_holes_m2": fill_holes_m2,
        "exact": exact,
        "also": also,
    }
    with asked.steps() as on_step:
        answer = ask_catchments(
            asked.opened, points, numbers_of(minutes) or [], **how, out=out, on_step=on_step
        )
    asked.finish(answer, out, [area_table(asked, answer)])


def area_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of areas: a row per point and cut-off; of many the first."""
    say, found = asked.say, answer.tables["catchments"]
    heads = [say(f"screen.catchments.{name}") for name in ("of", "minutes", *LAND, *PEOPLE)]
    rows = [
        [
            str(row.get("name", row["facility"])),
            say("screen.shortest", value=row["minutes"]),
            *(say("screen.km2", value=row[name]) for name in LAND),
            *(say("screen.number", value=row[name]) for name in PEOPLE),
        ]
        for row in found.head(MOST_ROWS).to_dict("records")
    ]
    if len(found) > MOST_ROWS:
        more = say("screen.more_rows", count=len(found) - MOST_ROWS)
        rows.append([more, *[""] * (len(heads) - 1)])
    caption = say("screen.catchments.caption", metres=asked.opened.settings.road_buffer_m)
    return plain_table(say("screen.people.title", how=answer.title), heads, rows, caption=caption)
