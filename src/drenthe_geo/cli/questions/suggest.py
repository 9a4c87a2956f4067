"""The command suggest: which site suits a service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from drenthe_geo.answers.suggest import ask_suggest
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Out, Scenarios
from drenthe_geo.cli.screen import let_fold, plain_table
from drenthe_geo.siting.reasons import all_reasons

if TYPE_CHECKING:
    from drenthe_geo.answers.answer import Answer

HEADS = ("rank", "site", "gemeente", "score", "range", "first", "why_not")


def command(
    asked: Asked,
    service: Annotated[str, typer.Argument(help="help.service")],
    *,
    points: Annotated[str | None, typer.Option("--points", help="help.points_sites")] = None,
    weights: Annotated[Path | None, typer.Option("--weights", help="help.weights")] = None,
    scenario: Scenarios = None,
    top: Annotated[int, typer.Option("--top", help="help.top")] = 3,
    surface: Annotated[bool, typer.Option("--surface/--no-surface", help="help.surface")] = True,
    out: Out = Path("suggestion"),
) -> None:
    """Answer and write."""
    how: Any = {
        "points": points,
        "weights": weights,
        "scenarios": scenario or [],
        "top": top,
        "surface": surface,
    }
    with asked.steps() as on_step:
        answer = ask_suggest(asked.opened, service, **how, out=out, on_step=on_step)
    asked.finish(answer, out, [suggestion_table(asked, answer)])


def suggestion_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of a suggestion: a row per site, best first."""
    say, found = asked.say, answer.result
    heads = [say(f"screen.suggest.{name}") for name in HEADS]
    rows = []
    for site, row in found.ranking.table.iterrows():
        out = row["excluded"]
        rows.append(
            [
                "–" if out else say("screen.number", value=row["rank"]),
                str(found.sites.loc[site, "name"]),
                str(found.assessed.gemeente.get(site) or "–"),
                *score(asked, row, out=bool(out)),
                share(asked, found.verdict.shares["first"].get(site)),
                say(all_reasons(out)) or dominated(asked, row["dominated_by"]),
            ]
        )
    verdict = say(f"dossier.verdict.{found.verdict.word}")
    title = say("screen.suggest.title", service=found.brief.name, verdict=verdict)
    table = plain_table(title, heads, rows, caption=say("screen.suggest.caption"), left=3)
    table.columns[0].justify = "right"
    table.columns[-1].justify = "left"
    let_fold(table.columns[-1])
    return table


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


def dominated(asked: Asked, by: str) -> str:
    """Say which site is better in everything, if one is."""
    return asked.say("screen.suggest.dominated", by=by) if by else ""
