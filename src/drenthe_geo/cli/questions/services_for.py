"""The command services-for: which services suit a site."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drenthe_geo.answers.sites.overview import ask_services_for
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Bus, Only, Out, Scenarios, Sites
from drenthe_geo.cli.questions.suggest import score
from drenthe_geo.cli.screen import let_fold, plain_table
from drenthe_geo.siting.reasons import all_reasons

if TYPE_CHECKING:
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer

HEADS = ("rank", "service", "status", "fit", "score", "range", "lead", "first", "why_not")


def command(
    asked: Asked,
    site: Annotated[str, typer.Argument(help="help.site")],
    *,
    sites: Sites = None,
    only: Only = False,
    scenario: Scenarios = None,
    bus: Bus = True,
    out: Out = Path("services-for"),
) -> None:
    """Answer and write."""
    with asked.steps() as on_step:
        answer = ask_services_for(
            asked.opened,
            site,
            sites=sites,
            only=only,
            scenarios=scenario or [],
            buses=bus,
            out=out,
            on_step=on_step,
        )
    asked.finish(answer, out, [services_table(asked, answer)])


def lead(asked: Asked, value: float, *, out: bool) -> str:
    """Write how far a site leads the best other one; it may be the only one left."""
    if out:
        return ""
    if math.isnan(value):
        return asked.say("screen.services_for.only")
    return asked.say("screen.lead", value=value)


def services_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of services for a site: a row per service, best first."""
    say = asked.say
    heads = [say(f"screen.services_for.{name}") for name in HEADS]
    rows = []
    for service, row in answer.result.iterrows():
        out = row["excluded"]
        rank = "–" if out else say("screen.of", part=row["rank"], whole=row["of"])
        rows.append(
            [
                rank,
                str(service),
                say(f"dossier.status.{row['status']}"),
                say(f"siting.fit.verdict.{row['fit']}"),
                *score(asked, row, out=bool(out)),
                lead(asked, row["lead"], out=bool(out)),
                str(row["first"]),
                say(all_reasons(out)),
            ]
        )
    title = say("screen.services_for.title", what=answer.title)
    caption = say("screen.services_for.caption")
    table = plain_table(title, heads, rows, caption=caption, left=4)
    table.columns[0].justify = "right"
    for column in table.columns[7:]:
        column.justify = "left"
    let_fold(table.columns[-1])
    return table
