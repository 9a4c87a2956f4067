"""The command scenario: what would be beside what is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from drenthe_geo.answers.scenario import ask_scenario
from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Access, Bus, Out
from drenthe_geo.cli.reading import toggles_of
from drenthe_geo.cli.screen import plain_table
from drenthe_geo.trips.boarding import DEFAULT_ACCESS

if TYPE_CHECKING:
    from rich.table import Table

    from drenthe_geo.answers.answer import Answer

HEADS = ("to", "before", "after", "gain", "range", "gaining", "they_gain", "losing", "cut_off")


def command(
    asked: Asked,
    names: Annotated[list[str], typer.Argument(help="help.scenario_names")],
    *,
    settings: Annotated[list[str] | None, typer.Option("--set", help="help.set")] = None,
    out: Out = Path("scenario"),
    access: Access = DEFAULT_ACCESS,
    bus: Bus = True,
    destination: Annotated[
        str | None,
        typer.Option("--destination", help="help.destination", show_default="help.most_gained"),
    ] = None,
) -> None:
    """Answer and write."""
    toggles = toggles_of(settings or [])
    how: Any = {
        "toggles": toggles,
        "access": access,
        "buses": bus,
        "destination": destination,
    }
    with asked.steps() as on_step:
        answer = ask_scenario(asked.opened, names, **how, out=out, on_step=on_step)
    asked.finish(answer, out, [gains_table(asked, answer)], answer.sentences)


def gains_table(asked: Asked, answer: Answer) -> Table:
    """Make the table of gains: a row per destination, those first where most changes."""
    say, found = asked.say, answer.result
    heads = [say(f"screen.scenario.{name}") for name in (*HEADS, "other_station")]
    order = found.summary["gain_min"].fillna(0.0).abs().sort_values(ascending=False, kind="stable")
    rows = []
    for end, row in found.summary.loc[order.index].iterrows():
        span = (row["gain_low_min"], row["gain_high_min"])
        minutes = ("minutes_before", "minutes_after", "gain_min")
        people = ("people_losing", "people_cut_off", "people_other_station")
        rows.append(
            [
                str(end),
                *(_minutes(asked, row[name]) for name in minutes),
                "" if pd.isna(span[0]) else say("screen.span", low=span[0], high=span[1]),
                say("screen.number", value=row["people_gaining"]),
                _minutes(asked, row["gain_of_gaining_min"]),
                *(say("screen.number", value=row[name]) for name in people),
            ]
        )
    least = asked.opened.settings.least_gain_min
    known = answer.result.before.transit.is_known
    caption = say(f"screen.scenario.caption{'' if known else '_by_road'}", least=least)
    return plain_table(
        say("screen.scenario.title", what=answer.title), heads, rows, caption=caption
    )


def _minutes(asked: Asked, value: float) -> str:
    """Write minutes with a decimal; nothing where there are none."""
    return "" if pd.isna(value) else asked.say("screen.one", value=value)
