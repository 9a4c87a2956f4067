"""The profile, checked: each claim that data can judge, with its figure and a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from drenthe_geo.area.sourced import sourced_value
from drenthe_geo.claims.ground import Ground
from drenthe_geo.claims.model import CANNOT, PARTLY, Claim
from drenthe_geo.claims.offered import OFFER_CHECKS
from drenthe_geo.claims.places import PLACE_CHECKS
from drenthe_geo.claims.travel import TRAVEL_CHECKS
from drenthe_geo.errors import ArgumentError, DataError, unknown_choice
from drenthe_geo.situation import read_situation
from drenthe_geo.words.message import Message, Texts
from drenthe_geo.words.table import LANGUAGES, NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from drenthe_geo.area.area import Area
    from drenthe_geo.claims.model import Check
    from drenthe_geo.situation import Situation

CHECKS = PLACE_CHECKS | TRAVEL_CHECKS | OFFER_CHECKS
"""Checks by name."""

COLUMNS = (
    "claim",
    "place",
    *(f"claim_{lang}" for lang in sorted(LANGUAGES, reverse=True)),
    "computed",
    "figure",
    "threshold",
    "verdict",
    "circular",
    "data",
    "note",
)

TEXTS = ("claim", "note", "missing")
"""Texts of a claim; each stands in every language."""

NO_TIMETABLE = ("transit.no_timetable", "scenarios.no_timetable")
"""Why nothing can be said of trains, nor of a scenario that changes them."""

CODES = ("mode", "access")
"""Found values that are the code of a mode."""


def read_claims(area: Area) -> tuple[Claim, ...]:
    """Read what the area's profile claims, and what each claim is held against.

    Parameters
    ----------
    area : Area
        The area.

    Returns
    -------
    tuple of Claim
        In the order of the file.

    Raises
    ------
    DataError
        If the file names an unknown check, or a claim lacks a text or what its check
        needs, has a threshold without a source, or has neither a check nor what is
        missing.

    Examples
    --------
    >>> {claim.name: claim for claim in dg.claims.read_claims(area)}["four-stations"].numbers
    {'count': 4.0}
    """
    return claims_from_mapping(area.toml("claims"))


def claims_from_mapping(raw: Mapping[str, Any]) -> tuple[Claim, ...]:
    """Make claims of their parsed file; it is refused as by `read_claims`."""
    claims = tuple(_one_claim(entry) for entry in raw["claims"])
    names = [one.name for one in claims]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError("claims.twice", names=twice)
    return claims


def _one_claim(entry: Mapping[str, Any]) -> Claim:
    """Make a claim of its entry."""
    what = Message("claims.claim", claim=str(entry.get("id", "?")))
    keys = [f"{text}_{lang}" for text in TEXTS for lang in LANGUAGES]
    need = ["id", "place", *(key for key in keys if key.startswith("claim_"))]
    for text in ("note", "missing"):  # in one language, so in all
        both = [key for key in keys if key.startswith(f"{text}_")]
        need += both if any(entry.get(key) for key in both) else []
    lacking = [key for key in need if not entry.get(key)]
    if lacking:
        raise DataError("claims.lacks", what=what, parts=lacking)
    texts = {
        text: Texts(**{lang: str(entry.get(f"{text}_{lang}", "")) for lang in LANGUAGES})
        for text in TEXTS
    }
    named = {"id", "place", "check", "on", "circular", "topics", *keys}
    sourced = {
        key: sourced_value(value, Message("claims.number", number=key, what=what))
        for key, value in entry.items()
        if key not in named
    }
    claim = Claim(
        name=str(entry["id"]),
        place=str(entry["place"]),
        check=str(entry.get("check", "")),
        on=dict(entry.get("on", {})),
        numbers={key: float(value) for key, (value, _) in sourced.items()},
        sources={key: source for key, (_, source) in sourced.items()},
        circular=bool(entry.get("circular", False)),
        topics=tuple(map(str, entry.get("topics", ()))),
        **texts,
    )
    _require_whole(claim, what)
    return claim


def _require_whole(claim: Claim, what: Message) -> None:
    """Raise if a claim does not give its check what it needs, no less and no more."""
    if bool(claim.check) == (claim.missing != NO_TEXT):
        missing = [f"missing_{lang}" for lang in LANGUAGES]
        raise DataError("claims.check_or_missing", what=what, missing=missing)
    if not claim.check:
        return
    check = _check_of(claim, what)
    odd = sorted(set(claim.numbers) ^ set(check.numbers))
    odd += sorted(set(check.on) - set(claim.on))
    odd += sorted(set(claim.on) - set(check.on) - set(check.may))
    if odd:
        raise DataError("claims.odd", what=what, parts=odd, check=claim.check)


def _check_of(claim: Claim, what: Message) -> Check:
    """Find the check of a claim."""
    if claim.check not in CHECKS:
        problem = unknown_choice("check", claim.check, CHECKS).message
        raise DataError("claims.problem", what=what, problem=problem)
    return CHECKS[claim.check]


def check_claims(
    area: Area,
    situation: Situation | None = None,
    *,
    claims: Iterable[Claim] | None = None,
) -> pd.DataFrame:
    """Hold the claims of the area's profile against the data.

    Parameters
    ----------
    area : Area
        The area.
    situation : Situation, optional
        Trains, roads and sites; as they stand where not given.
    claims : iterable of Claim, optional
        The claims; those of `read_claims` where not given.

    Returns
    -------
    pandas.DataFrame
        One row per claim: ``claim`` (id), ``place`` (chapter and heading of the
        profile), ``claim_nl``, ``claim_en``, ``computed`` (what was computed),
        ``figure`` (with its range and unit), ``threshold`` (what it was held against),
        ``verdict`` (``holds``, ``partly``: some of it, or the threshold lies within
        the range, ``does_not``, ``cannot_be_judged``), ``circular`` (whether our data
        took what is judged from the profile), ``data`` (layers and their dates, or the
        public source), ``note``. What was computed, the figure and the note are messages, to be
        said in any language; no note is an empty text.

    Raises
    ------
    DataError
        If a claim names an unknown check.

    Examples
    --------
    >>> found = dg.claims.check_claims(area).set_index("claim")
    >>> found.loc["four-stations", "verdict"]
    'holds'
    >>> area.words("en").say(found.loc["four-stations", "figure"])
    '4 stations: Heidestad, Oosterveen, Venendal, Zandkerk'
    """
    ground = Ground(area, read_situation(area) if situation is None else situation)
    asked = read_claims(area) if claims is None else claims
    return pd.DataFrame([_row(ground, claim) for claim in asked], columns=list(COLUMNS))


def _row(ground: Ground, claim: Claim) -> dict[str, object]:
    """Judge a claim."""
    notes = [] if claim.note == NO_TEXT else [Message("claims.note", note=claim.note)]
    limits = ", ".join(f"{name} = {number:g}" for name, number in claim.numbers.items())
    row: dict[str, object] = {
        "claim": claim.name,
        "place": claim.place,
        **{f"claim_{lang}": claim.claim.of(lang) for lang in LANGUAGES},
        "threshold": limits or "–",
        "circular": claim.circular,
    }
    if claim.circular:
        notes.append(Message("claims.circular"))
    if not claim.check:
        notes.append(Message("claims.missing", missing=claim.missing))
        row |= _not_judged(notes)
    else:
        check = _check_of(claim, Message("claims.claim", claim=claim.name))
        try:
            finding = check.function(ground, claim)
        except (DataError, ArgumentError) as error:
            if error.message.key not in NO_TIMETABLE or ground.situation.transit.is_known:
                raise
            notes.append(Message("claims.no_timetable"))
            return row | _not_judged(notes)
        values = _values(claim, finding.found)
        dated = [f"{name} ({ground.area.resource(name)['date']})" for name in check.data]
        row |= {
            "computed": Message(f"claims.check.{claim.check}.computed", **values),
            "figure": Message(f"claims.check.{claim.check}.figure", **values),
            "verdict": finding.verdict,
            "data": ", ".join(dated) or str(finding.found["source"]),
        }
        if finding.verdict == PARTLY and finding.unsure:
            notes.append(Message("claims.unsure"))
    return row | {"note": Message("claims.notes", notes=notes) if notes else ""}


def _not_judged(notes: list[Message]) -> dict[str, object]:
    """Say of a claim that the data cannot judge it."""
    none, told = Message("claims.none"), Message("claims.notes", notes=notes)
    return {"computed": none, "figure": none, "verdict": CANNOT, "data": "–", "note": told}


def _values(claim: Claim, found: Mapping[str, Any]) -> dict[str, Any]:
    """Make the values of a check's sentences: codes by words, parts as messages."""
    values: dict[str, Any] = {**claim.numbers, **found}
    for name in CODES:
        if name in values:
            mode = values[name]
            key = "claims.mode.best" if mode == "best" else f"roads.mode.{mode}.phrase"
            values[name] = Message(key)
    if "parts" in values:
        key = f"claims.check.{claim.check}.part"
        values["parts"] = [Message(key, **part) for part in values["parts"]]
    return values
