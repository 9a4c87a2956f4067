"""The command suggest: which site suits a service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer
from rich.table import Table

from drenthe_geo.answers.sites.suggest import ask_suggest
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Also, Bus, Margin, Only, Out, Scenarios, Sites
from drenthe_geo.cli.reading import names_of, numbers_by_name, scales_of
from drenthe_geo.cli.screen import let_fold, plain_table
from drenthe_geo.siting.fit.apart import COLUMNS
from drenthe_geo.siting.own.points import OWN
from drenthe_geo.siting.rank import tells_apart
from drenthe_geo.siting.reasons import all_reasons
from drenthe_geo.words.numbers import or_dash

if TYPE_CHECKING:
    from drenthe_geo.answers.answer import Answer

HEADS = ("rank", "site", "gemeente", "fit", "score", "range", "first", "why_not")


def command(
    asked: Asked,
    service: Annotated[str, typer.Argument(help="help.service")],
    *,
    sites: Sites = None,
    only: Only = False,
    weights: Annotated[Path | None, typer.Option("--weights", help="help.weights")] = None,
    criterion: Annotated[
        list[str] | None, typer.Option("--criterion", help="help.criterion")
    ] = None,
    weight: Annotated[list[str] | None, typer.Option("--weight", help="help.weight")] = None,
    limit: Annotated[list[str] | None, typer.Option("--limit", help="help.limit")] = None,
    no_limit: Annotated[list[str] | None, typer.Option("--no-limit", help="help.no_limit")] = None,
    viewpoint: Annotated[str, typer.Option("--viewpoint", help="help.viewpoint")] = "",
    scenario: Scenarios = None,
    bus: Bus = True,
    top: Annotated[int, typer.Option("--top", help="help.top")] = 3,
    surface: Annotated[bool, typer.Option("--surface/--no-surface", help="help.surface")] = True,
    moving_margin: Margin = None,
    also: Also = None,
    out: Out = Path("suggestion"),
) -> None:
    """Answer and write."""
    how: Any = {
        "sites": sites,
        "only": only,
        "criteria": scales_of(criterion),
        "weights_file": weights,
        "weights": numbers_by_name("--weight", weight),
        "limits": numbers_by_name("--limit", limit),
        "no_limits": names_of(no_limit),
        "viewpoint": viewpoint,
        "scenarios": scenario or [],
        "buses": bus,
        "top": top,
        "surface": surface,
        "moving_margin": moving_margin,
        "also": also,
    }
    with asked.steps() as on_step:
        answer = ask_suggest(asked.opened, service, **how, out=out, on_step=on_step)
    shown = [suggestion_table(asked, answer)]
    if tells_apart(answer.result.ranking):  # else none is first from any viewpoint
        shown.append(viewpoint_table(asked, answer))
    asked.finish(answer, out, shown, answer.sentences)


def suggestion_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of a suggestion: a row per site, best first."""
    say, found = asked.say, answer.result
    heads = [say(f"screen.suggest.{name}") for name in HEADS]
    rows, is_own = [], (found.sites["role"] == OWN).to_dict()
    ranked = found.ranking.table.to_dict("index")
    for site, fit in found.screen.to_dict("index").items():
        row = ranked.get(site, {"rank": pd.NA, "dominated_by": "", "excluded": fit["against"]})
        out = row["excluded"]
        rows.append(
            [
                "–" if out else say("screen.number", value=row["rank"]),
                marked(asked, str(found.sites.loc[site, "name"]), own=is_own[site]),
                or_dash(found.gemeente.get(site)),
                say(f"siting.fit.verdict.{fit['verdict']}"),
                *score(asked, row, out=bool(out)),
                share(asked, found.verdict.shares["first"].get(site)),
                would_be(asked, say(all_reasons(out)), found.apart, site)
                if out
                else dominated(asked, row["dominated_by"]),
            ]
        )
    key = f"dossier.verdict.{found.verdict.word}"
    verdict = say(key if tells_apart(found.ranking) else "screen.suggest.alike")
    title = say("screen.suggest.title", service=found.brief.title, verdict=verdict)
    caption = say("screen.suggest.caption")
    if any(is_own.values()):
        caption = say("screen.suggest.with_own", own=say("dossier.own_site", site=""), rest=caption)
    table = plain_table(title, heads, rows, caption=caption, left=4)
    table.columns[0].justify = "right"
    table.columns[-1].justify = "left"
    let_fold(table.columns[-1])
    return table


def marked(asked: Asked, name: str, *, own: bool) -> str:
    """Put the sign of a user's own sites before the name of one."""
    return asked.say("dossier.own_site", site=name) if own else name


def viewpoint_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of the first place from each viewpoint."""
    say, found = asked.say, answer.result
    ours = found.sites.loc[found.verdict.first, "name"]
    heads = [say(f"screen.suggest.{name}") for name in ("viewpoint", "first", "score")]
    heads.append(say("screen.suggest.ours", site=ours))
    rows = [
        [
            found.siting.viewpoints[row["viewpoint"]].title_in(asked.screen.lang),
            str(row["first_name"]),
            *(say("screen.two", value=row[name]) for name in ("score", "score_here")),
        ]
        for row in answer.tables["viewpoints"].to_dict("records")
    ]
    return plain_table(say("screen.suggest.viewpoints"), heads, rows, left=2)


def score(asked: Asked, row: object, *, out: bool) -> list[str]:
    """Write a score and its range; nothing of a site that is out."""
    if out:
        return ["–", ""]
    say, of = asked.say, dict(row)  # type: ignore[call-overload]
    span = say("screen.score_span", low=of["score_low"], high=of["score_high"])
    return [say("screen.two", value=of["score"]), span]


def share(asked: Asked, value: float | None) -> str:
    """Write a share in percent, or nothing."""
    return "" if value is None else asked.say("screen.share", value=value)


def would_be(asked: Asked, why: str, apart: pd.DataFrame, site: object) -> str:
    """Say why a site is out, and where it would stand otherwise."""
    row = apart.loc[site]  # type: ignore[call-overload]
    rank, score = (row[name] for name in COLUMNS)
    return asked.say("screen.suggest.would_be", why=why, rank=rank, score=score)


def dominated(asked: Asked, by: str) -> str:
    """Say which site is better in everything, if one is."""
    return asked.say("screen.suggest.dominated", by=by) if by else ""
