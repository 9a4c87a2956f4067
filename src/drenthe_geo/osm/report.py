"""What was odd or broken in a file, by kind: counted, with the first few to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.contracts.results import result
from drenthe_geo.osm.uses import MODES
from drenthe_geo.words.message import Message
from drenthe_geo.words.table import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NAMED = 5
"""How many elements of a kind are named by their id."""

FIRST = ("road_ways", "nodes", "edges", "restrictions", "restrictions_by_way", "turn_bans")
OF_ROADS = ("island", "island_m", "leave_only", "come_only", "parts")
LAST = tuple(f"{code}_{mode}" for mode in MODES for code in OF_ROADS)
"""Codes whose sentences go on with what the one before says."""


@result
@dataclass(frozen=True)
class OsmReport:
    """What a file held, and what in it was odd, broken or left out.

    Parameters
    ----------
    counts : dict of str to int
        How many, by code: of what was read (``road_ways``, ``turn_bans``, …) and of what was odd.
    named : dict of str to list of int
        The first few ids in OpenStreetMap, by code.
    """

    counts: dict[str, int] = field(default_factory=dict)
    named: dict[str, list[int]] = field(default_factory=dict)

    def add(self, code: str, ids: Iterable[int] = (), *, count: int | None = None) -> None:
        """Count elements of a kind; those without an id by their number."""
        ids = [int(one) for one in ids]
        more = len(ids) if count is None else count
        self.counts[code] = self.counts.get(code, 0) + more
        named = self.named.setdefault(code, [])
        named += ids[: MOST_NAMED - len(named)]

    @property
    def table(self) -> pd.DataFrame:
        """One row for each kind that there is: ``code``, ``count``, ``first``, in that order."""
        rows = [
            {"code": code, "count": count, "first": " ".join(map(str, self.named[code]))}
            for code, count in sorted(self.counts.items())
            if count
        ]
        return pd.DataFrame(rows, columns=["code", "count", "first"])

    @property
    def sentences(self) -> list[Message]:
        """The same in sentences: what was read, what was odd, and which roads are closed."""
        odd = sorted(set(self.counts) - {*FIRST, *LAST})
        said = {code: self.counts.get(code, 0) for code in (*FIRST, *odd, *LAST)}
        return [Message(_key(code), count=count) for code, count in said.items() if count]


def _key(code: str) -> str:
    """Give the key of the sentence of a code; those of tags have a table of their own."""
    key = f"osm.report.{code}"
    return key if words_of("en").has(key) else f"osm.odd.{code}"
