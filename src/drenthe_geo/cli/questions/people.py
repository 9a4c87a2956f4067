"""The command people: inhabitants, people of working age and students in reach of points."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from drenthe_geo.answers.people import ask_people
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import (
    Columns,
    Direction,
    Minutes,
    Mode,
    Network,
    Out,
    Points,
    Profile,
    Scheduler,
)
from drenthe_geo.cli.reading import numbers_of, pairs_of
from drenthe_geo.cli.screen import MOST_ROWS, plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer


def command(
    asked: Asked,
    *,
    points: Points = "stations",
    minutes: Minutes = "15,30",
    out: Out = Path("people"),
    mode: Mode = None,
    profile: Profile = None,
    direction: Direction = "to",
    network: Network = "default",
    columns: Columns = None,
    scheduler: Scheduler = None,
) -> None:
    """Answer and write."""
    how: Any = {
        "mode": mode,
        "profile_file": profile,
        "direction": direction,
        "network": network,
        "columns": pairs_of(columns, network),
        "scheduler": scheduler,
    }
    with asked.steps() as on_step:
        answer = ask_people(
            asked.opened, points, numbers_of(minutes) or [], **how, out=out, on_step=on_step
        )
    tables = [reach_table(asked, answer)]
    if "gemeenten" in answer.tables:
        tables.append(jobs_table(asked, answer))
    asked.finish(answer, out, tables, answer.sentences)


def reach_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of people in reach: a row per point and cut-off; of many the first."""
    say, found = asked.say, answer.tables["people"]
    counted = ("inhabitants", "inhabitants_own", "working_age", "students")
    heads = [say(f"screen.people.{name}") for name in ("of", "minutes", *counted)]
    rows = [
        [
            str(row.get("name", row["facility"])),
            say("screen.shortest", value=row["minutes"]),
            *(say("screen.number", value=row[name]) for name in counted),
        ]
        for row in found.head(MOST_ROWS).to_dict("records")
    ]
    if len(found) > MOST_ROWS:
        rows.append([say("screen.more_rows", count=len(found) - MOST_ROWS), *[""] * 5])
    title = say("screen.people.title", how=answer.title)
    return plain_table(title, heads, rows, caption=say("screen.people.caption"))


def jobs_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of people and jobs by gemeente; of many the first."""
    say, found = asked.say, answer.tables["gemeenten"]
    counted = ("population", "jobs")
    heads = [say(f"screen.people.{name}") for name in ("gemeente", *counted)]
    rows = [
        [str(row["gemeente"]), *(say("screen.number", value=row[name]) for name in counted)]
        for row in found.head(MOST_ROWS).to_dict("records")
    ]
    if len(found) > MOST_ROWS:
        rows.append([say("screen.more_rows", count=len(found) - MOST_ROWS), "", ""])
    return plain_table(say("screen.people.by_gemeente"), heads, rows)
