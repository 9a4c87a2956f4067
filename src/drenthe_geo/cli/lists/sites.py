"""The command sites: the sites that an area knows."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer

from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.screen import plain_table
from drenthe_geo.siting.fit.offers import offered_sites

COLUMNS = ("id", "name", "gemeente", "kind", "status", "themes")


def command(
    asked: Asked,
    *,
    candidates: Annotated[bool, typer.Option("--candidates", help="help.candidates_only")] = False,
) -> None:
    """Show the list."""
    sites = asked.opened.layer("sites").rename_axis("id").reset_index()
    if candidates:
        sites = sites[sites["id"].isin(offered_sites(asked.opened))]
    table = pd.DataFrame(sites[list(COLUMNS)])
    heads = [asked.say(f"screen.sites.{name}") for name in COLUMNS]
    rows = table.fillna("").astype(str).to_numpy().tolist()
    shown = plain_table(asked.say("screen.sites.title"), heads, rows, left=len(COLUMNS))
    none = [] if rows else [asked.say("screen.no_sites", area=asked.opened.name)]
    asked.show({"sites": table}, [shown] if rows else [], sentences=none)
