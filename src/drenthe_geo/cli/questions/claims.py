"""The command claims: what the area's profile says, held against the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from drenthe_geo.answers.claims import ask_claims
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Bus
from drenthe_geo.cli.screen import safe

if TYPE_CHECKING:
    from drenthe_geo.answers.answer import Answer


def command(
    asked: Asked,
    *,
    bus: Bus = True,
    out: Annotated[Path | None, typer.Option("--out", help="help.out_optional")] = None,
) -> None:
    """Answer, and write if a folder is given."""
    with asked.steps() as on_step:
        answer = ask_claims(asked.opened, buses=bus, out=out, on_step=on_step)
    shown = [claims_table(asked, answer)]
    counts = answer.result["verdict"].value_counts()
    verdicts = asked.screen.group("claims.verdict")
    said = ", ".join(f"{word}: {counts.get(name, 0)}" for name, word in verdicts.items())
    if out is None:
        asked.show(answer.tables, shown, [said], answer.warnings)
    else:
        asked.finish(answer, out, shown, [said])


def claims_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of claims, in lines as wide as the window."""
    say = asked.say
    table = Table(
        title=safe(say(answer.title)),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
        show_lines=True,
    )
    verdicts = asked.screen.group("claims.verdict")
    widest = max(map(len, verdicts.values()))
    table.add_column(say("screen.claims.verdict"), no_wrap=True, min_width=widest)
    for name in ("claim", "figure"):
        table.add_column(say(f"screen.claims.{name}"), overflow="fold")
    lang = asked.screen.lang
    for row in answer.result.to_dict("records"):
        said = [say(row[name]) for name in ("figure", "note") if row[name]]
        claim = f"{row[f'claim_{lang}']}\n[{row['place']}]"
        table.add_row(verdicts[row["verdict"]], safe(claim), safe("\n".join(said)))
    return table
