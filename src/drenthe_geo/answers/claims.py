"""What the area's profile claims, beside the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.answers.about import profile_with_sources, with_sources
from drenthe_geo.answers.answer import Answer
from drenthe_geo.answers.out import require_out
from drenthe_geo.claims.check import check_claims, read_claims
from drenthe_geo.claims.model import VERDICTS
from drenthe_geo.contracts.arguments import checked
from drenthe_geo.errors import DataError
from drenthe_geo.roads.profiles import read_profile
from drenthe_geo.situation import read_situation
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.claims.model import Claim


@checked
def ask_claims(
    area: Area,
    *,
    buses: bool = True,
    out: str | Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
) -> Answer:
    """Ask which claims of the area's profile hold.

    Files: ``claims.csv`` (a row per claim, see `check_claims`), ``claims.xlsx``, ``about.json``.

    Parameters
    ----------
    area : Area
        The area.
    buses : bool
        Whether buses count.
    out : str or pathlib.Path, optional
        Folder that the answer is for; what stands against it is said at once.
    on_step : callable
        Told the name of each step when it begins.

    Returns
    -------
    Answer
        Its result is the table, a `pandas.DataFrame`, with messages in its cells.

    Raises
    ------
    DrentheGeoError
        If the folder is refused.

    Examples
    --------
    >>> len(dg.ask_claims(area).result)
    5
    """
    area = area.fresh()
    subject: dict[str, object] = {} if buses else {"buses": False}
    if out is not None:
        require_out(area, "claims", subject, out, stems=("about", "claims"))
    on_step("claims")
    claims = read_claims(area)
    if not claims:
        raise DataError("claims.no_profile", area=area.name)
    situation = read_situation(area, buses=buses)
    table = check_claims(area, situation, claims=claims)
    count = table["verdict"].value_counts()
    return Answer(
        area=area,
        question="claims",
        subject=subject,
        title=Message("answers.title.claims"),
        made_by=__name__,
        result=table,
        tables={"claims": table},
        warnings=(situation.transit.bus_note,),
        about={
            "parameters": {"buses": buses},
            "own_files": {},
            "profile": profile_with_sources(read_profile(area, "car")),
            "settings": with_sources(area.settings),
            "transit_rules": with_sources(situation.transit.rules),
            "thresholds": {claim.name: _thresholds(claim) for claim in claims if claim.numbers},
            "counts": {verdict: int(count.get(verdict, 0)) for verdict in VERDICTS},
        },
    )


def _thresholds(claim: Claim) -> dict[str, dict[str, object]]:
    """Give the numbers that a claim is held against, with their sources."""
    return {
        name: {"value": number, "source": claim.sources[name]}
        for name, number in claim.numbers.items()
    }
