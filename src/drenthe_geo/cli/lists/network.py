"""The command network: roads of your own, saved so that they open in a moment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from drenthe_geo.cli.asked import Asked
from drenthe_geo.cli.options import Columns, Mode, Profile
from drenthe_geo.cli.reading import pairs_of
from drenthe_geo.io.networks import save_network_from
from drenthe_geo.work.memory import MB


def command(
    asked: Asked,
    *,
    source: Annotated[str, typer.Argument(metavar="FILE", help="help.network_file")],
    out: Annotated[Path, typer.Option("--out", help="help.out_network")] = Path("network"),
    mode: Mode = None,
    profile: Profile = None,
    columns: Columns = None,
) -> None:
    """Read the roads and save them."""
    with asked.steps() as on_step:
        on_step("network")
        network = save_network_from(
            asked.opened,
            source,
            out,
            mode,
            profile_file=profile,
            columns=pairs_of(columns, source),
        )
    size = sum(path.stat().st_size for path in out.iterdir() if path.is_file()) / MB
    row = {"nodes": network.n_met, "edges": network.n_edges, "MB": size}
    said = asked.say("screen.network", out=str(out), **row)
    asked.show({"network": pd.DataFrame([row])}, (), [said], network.notices)
