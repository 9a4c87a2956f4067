"""The command overview: every service with its best sites and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drenthe_geo.answers.suggest import ask_overview
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Out, Scenarios
from drenthe_geo.cli.screen import let_fold, plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer

TOP = 3
"""Sites that the screen shows of a service; the file has all."""


def command(
    asked: Asked,
    *,
    points: Annotated[str | None, typer.Option("--points", help="help.points_sites")] = None,
    scenario: Scenarios = None,
    out: Out = Path("overview"),
) -> None:
    """Answer and write."""
    with asked.steps() as on_step:
        answer = ask_overview(
            asked.opened, points=points, scenarios=scenario or [], out=out, on_step=on_step
        )
    asked.finish(answer, out, [overview_table(asked, answer)])


def overview_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of every service with its best sites."""
    say = asked.say
    heads = [say(f"screen.overview.{name}") for name in ("service", "status", "verdict")]
    heads += [str(place) for place in range(1, TOP + 1)]
    rows = []
    for service, sites in answer.result.groupby("service", sort=False):
        first = sites.iloc[0]
        best = sites[sites["excluded"].map(len) == 0].head(TOP)
        said = [
            say("screen.overview.site", name=row["site_name"], score=row["score"])
            for row in best.to_dict("records")
        ]
        said = said or [
            say("screen.overview.none", reasons=[one.message() for one in first["excluded"]])
        ]
        verdict = first["verdict"] and say(f"dossier.verdict.{first['verdict']}")
        said += [""] * (TOP - len(said))
        rows.append([str(service), say(f"dossier.status.{first['status']}"), verdict, *said])
    title, caption = say("screen.overview.title"), say("screen.overview.caption")
    table = plain_table(title, heads, rows, caption=caption, left=len(heads))
    for column in table.columns[len(heads) - TOP :]:
        let_fold(column)
    return table
