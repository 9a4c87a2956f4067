"""The command explain: why a place is inside or outside, road by road."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from drenthe_geo.answers.explain import ask_explain
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Columns, Direction, Mode, Network, Profile
from drenthe_geo.cli.reading import pairs_of
from drenthe_geo.cli.screen import plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer


def command(
    asked: Asked,
    *,
    place: Annotated[str, typer.Option("--from", help="help.place")],
    to: Annotated[str, typer.Option("--to", help="help.station")],
    mode: Mode = None,
    profile: Profile = None,
    direction: Direction = "to",
    minutes: Annotated[
        float | None, typer.Option("--minutes", help="help.cutoff", show_default="20")
    ] = None,
    network: Network = "default",
    columns: Columns = None,
    out: Annotated[Path | None, typer.Option("--out", help="help.out_route")] = None,
) -> None:
    """Answer, and write the route if a folder is given."""
    how: Any = {
        "mode": mode,
        "profile_file": profile,
        "direction": direction,
        "cutoff_min": minutes,
        "network": network,
        "columns": pairs_of(columns, network),
    }
    with asked.steps() as on_step:
        answer = ask_explain(asked.opened, place, to, **how, out=out, on_step=on_step)
    shown, sentences = [parts_table(asked, answer)], answer.sentences
    if out is None:
        asked.show(answer.tables, shown, sentences, answer.warnings)
    else:
        asked.finish(answer, out, shown, sentences)


SHOWN = ["part", "km", "minutes", "junction_min"]
"""Columns on the screen."""


def parts_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of a way: a row per part, and the total."""
    say, parts = asked.say, answer.result.parts
    if answer.result.direction == "from":  # the ends change places; classes stay, longest first
        last = len(parts) - 1
        parts = parts.iloc[[last, *range(1, last), 0]]
    heads = [say(f"screen.explain.{name}") for name in ("part", "km", "minutes", "junctions")]
    rows: list[list[str]] = [
        [
            say(part),
            say("screen.two", value=km),
            say("screen.one", value=minutes),
            say("screen.one", value=junction_min) if junction_min else "",
        ]
        for part, km, minutes, junction_min in parts[SHOWN].itertuples(index=False)
    ]
    sums = parts[["km", "minutes", "junction_min"]].sum()
    total = [
        say("screen.explain.total"),
        say("screen.two", value=sums["km"]),
        say("screen.one", value=answer.result.route.minutes),
        say("screen.one", value=sums["junction_min"]),
    ]
    return plain_table(say(answer.title), heads, [*rows, [], total])
