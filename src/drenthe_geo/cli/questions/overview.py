"""The command overview: every service with its best sites and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from drenthe_geo.answers.sites.overview import ask_overview
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Bus, Margin, Only, Out, Scenarios, Sites
from drenthe_geo.cli.questions.suggest import marked
from drenthe_geo.cli.screen import let_fold, plain_table
from drenthe_geo.siting.own.points import OWN
from drenthe_geo.siting.weights.choices import read_siting

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer
    from drenthe_geo.siting.model import Siting

HEADS = ("service", "verdict", "viewpoints", "advice", "fit")

FIT_WORDS = ("fits", "to_verify", "does_not_fit")

TOP = 3
"""Sites that the screen shows of a service; the file has all."""


def command(
    asked: Asked,
    *,
    sites: Sites = None,
    only: Only = False,
    scenario: Scenarios = None,
    bus: Bus = True,
    moving_margin: Margin = None,
    viewpoint: Annotated[str, typer.Option("--viewpoint", help="help.viewpoint")] = "",
    surface: Annotated[bool, typer.Option("--surface", help="help.surface_of_all")] = False,
    out: Out = Path("overview"),
) -> None:
    """Answer and write."""
    with asked.steps() as on_step:
        answer = ask_overview(
            asked.opened,
            sites=sites,
            only=only,
            scenarios=scenario or [],
            buses=bus,
            moving_margin=moving_margin,
            viewpoint=viewpoint,
            surface=surface,
            out=out,
            on_step=on_step,
        )
    asked.finish(answer, out, [overview_table(asked, answer)], answer.sentences)


def overview_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of every service with its best sites."""
    say = asked.say
    heads = [
        say(f"screen.overview.{name}")
        for name in ("service", "verdict", "viewpoints", "advice", "fit")
    ]
    heads += [str(place) for place in range(1, TOP + 1)]
    rows = []
    firsts = answer.tables["firsts"].set_index("service").T.to_dict()
    siting = read_siting(asked.opened)
    for service, sites in answer.result.groupby("service", sort=False):
        first = sites.iloc[0]
        best = sites[sites["excluded"].map(len) == 0].head(TOP)
        said = [
            say(
                "screen.overview.site",
                name=marked(asked, row["site_name"], own=row["role"] == OWN),
                score=row["score"],
            )
            for row in best.to_dict("records")
        ]
        said = said or [
            say("screen.overview.none", reasons=[one.message() for one in first["excluded"]])
        ]
        verdict = first["verdict"] and say(f"dossier.verdict.{first['verdict']}")
        said += [""] * (TOP - len(said))
        seen = viewpoints(asked, siting, firsts[service], sites)
        rows.append([str(service), verdict, seen, advice(asked, first), fits(asked, sites), *said])
    title, caption = say("screen.overview.title"), say("screen.overview.caption")
    if (answer.result["role"] == OWN).any():
        own = say("dossier.own_site", site="")
        caption = say("screen.suggest.with_own", own=own, rest=caption)
    table = plain_table(title, heads, rows, caption=caption, left=len(heads))
    for column in (table.columns[2], *table.columns[len(heads) - TOP :]):
        let_fold(column)
    return table


def viewpoints(asked: Asked, siting: Siting, firsts: dict[str, str], sites: pd.DataFrame) -> str:
    """Say from how many viewpoints the first is first, and who is from the others."""
    names = dict(zip(sites["site"], sites["site_name"], strict=True))
    seen = [firsts[name] for name in siting.viewpoints]
    others = dict.fromkeys(site for site in seen if site not in {firsts["first"], ""})
    if not firsts["first"]:
        return ""
    if not others:
        return asked.say("screen.overview.all")
    agree = sum(site == firsts["first"] for site in seen)
    said = [str(names[site]) for site in others]
    return asked.say("screen.overview.some", count=agree, of=len(seen), others=said)


def advice(asked: Asked, first: pd.Series) -> str:
    """Say what is advised to a service that sits in the area, or why nothing is."""
    return asked.say(f"siting.seat.advice.{first['advice']}")


def fits(asked: Asked, sites: pd.DataFrame) -> str:
    """Count in how many sites a service fits, is to be verified, and does not fit."""
    counts = {name: int((sites["fit"] == name).sum()) for name in FIT_WORDS}
    return asked.say("screen.overview.counts", **counts)
