"""Lines of a feed that run one way, where a scenario edits one direction alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from drenthe_geo.transit.rides import runs_one_way
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from drenthe_geo.scenarios.model import Scenario
    from drenthe_geo.transit.lines import Transit

MOST_NAMED = 3
"""A feed may have a dozen lines of one name; who looks for the other direction reads a few."""


def one_way_notes(scenarios: Iterable[Scenario], transit: Transit) -> list[Message]:
    """Say which edited lines run one way only, and which lines may be their other direction.

    Nothing of a line whose other direction is edited too.
    """
    if not transit.is_known:
        return []
    lines = transit.lines[runs_one_way(transit.lines)]
    edited = {
        str(edit.said["line"]): one.name
        for one in scenarios
        for edit in one.edits
        if edit.kind != "add_line" and edit.said.get("line") in lines.index
    }
    notes = []
    for line, scenario in edited.items():
        back = _coming_back(line, lines, transit)
        if not set(back) & set(edited):
            key = "scenarios.one_way_back" if back else "scenarios.one_way"
            said = {"lines": back[:MOST_NAMED]} if back else {}
            notes.append(Message(key, scenario=scenario, line=line, **said))
    return notes


def _coming_back(line: str, lines: pd.DataFrame, transit: Transit) -> list[str]:
    """Lines of the same name that run the other way, by where they begin and end; nearest first."""
    alike = lines.index[lines["name"] == lines.loc[line, "name"]]
    of_line = transit.legs[transit.legs["line"].isin(alike)].groupby("line")
    points = transit.halts.geometry
    first = points.loc[of_line["from_station"].first()].set_axis(of_line.groups)
    last = points.loc[of_line["to_station"].last()].set_axis(of_line.groups)
    start, end = first[line], last[line]
    back = shapely.distance(first.to_numpy(), end) + shapely.distance(last.to_numpy(), start)
    along = shapely.distance(first.to_numpy(), start) + shapely.distance(last.to_numpy(), end)
    off = dict(zip(map(str, first.index), back.tolist(), strict=True))
    turned = [one for one, is_back in zip(off, back < along, strict=True) if is_back]
    return sorted(turned, key=lambda one: (off[one], one))
