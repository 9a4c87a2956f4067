"""The profile, checked: each claim that data can judge, with its figure and a verdict."""

from __future__ import annotations

import math
import string
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from drenthe_geo.claim_checks import PLACE_CHECKS
from drenthe_geo.claim_ground import CANNOT, PARTLY, UNSURE, VERDICTS, Claim, Ground
from drenthe_geo.claim_travel import TRAVEL_CHECKS
from drenthe_geo.errors import DataError, unknown_choice
from drenthe_geo.io.embedded import read_profile, read_settings, read_situation
from drenthe_geo.io.writers import require_ending, staged_folder, write_csv, write_json
from drenthe_geo.profiles import sourced_value
from drenthe_geo.report import manifest, with_sources
from drenthe_geo.resources import read_settings_file, resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from drenthe_geo.claim_ground import Finding
    from drenthe_geo.situation import Situation

Language = Literal["en", "nl"]
LANGUAGES: tuple[str, ...] = get_args(Language)
CHECKS = PLACE_CHECKS | TRAVEL_CHECKS
COLUMNS = (
    "claim",
    "place",
    "claim_nl",
    "claim_en",
    "computed",
    "figure",
    "threshold",
    "verdict",
    "data",
    "note",
)
TEXTS = (
    "place",
    "claim_en",
    "claim_nl",
    "note_en",
    "note_nl",
    "missing_en",
    "missing_nl",
)
NAMED = ("mode", "access")
"""Values that are a code, for which `words` has a phrase in either language."""
NO_FIGURE = "–"


class _Wording(string.Formatter):
    """Fill sentences in, with the decimal sign of the language."""

    def __init__(self, lang: str) -> None:
        self.swap = str.maketrans(",.", ".,") if lang == "nl" else {}

    def format_field(self, value: Any, format_spec: str) -> Any:  # noqa: ANN401 - as its base
        if isinstance(value, float) and not math.isfinite(value):
            return NO_FIGURE
        text = super().format_field(value, format_spec)
        return text.translate(self.swap) if isinstance(value, (int, float)) else text


def read_claims() -> tuple[Claim, ...]:
    """Read what the profile claims, and what each claim is held against.

    Returns
    -------
    tuple of Claim
        In the order of the file.

    Raises
    ------
    DataError
        If the embedded file names an unknown check, or a claim lacks what its check
        needs, has a threshold without a source, or has neither a check nor what is
        missing.

    Examples
    --------
    >>> {claim.name: claim for claim in read_claims()}["nine-stations"].numbers
    {'count': 9.0}
    """
    return claims_from_mapping(read_settings_file("claims"))


def claims_from_mapping(raw: Mapping[str, Any]) -> tuple[Claim, ...]:
    """Make claims of their parsed file.

    Parameters
    ----------
    raw : mapping
        The file ``data/claims.toml``.

    Returns
    -------
    tuple of Claim
        In the order of the file.

    Raises
    ------
    DataError
        As `read_claims`.
    """
    claims = tuple(_one_claim(entry) for entry in raw["claims"])
    names = [one.name for one in claims]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        msg = f"claims: {', '.join(twice)} stands twice."
        raise DataError(msg)
    return claims


def _one_claim(entry: Mapping[str, Any]) -> Claim:
    name = str(entry.get("id", "without an id"))
    what = f"claim {name!r}"
    lacking = [text for text in ("id", "place", "claim_en", "claim_nl") if not entry.get(text)]
    if lacking:
        msg = f"{what} has no {', '.join(lacking)}."
        raise DataError(msg)
    check, on = str(entry.get("check", "")), dict(entry.get("on", {}))
    texts = {text: str(entry.get(text, "")) for text in TEXTS}
    rest = {key: entry[key] for key in entry if key not in {"id", "check", "on", *TEXTS}}
    sourced = {key: sourced_value(value, f"{key} of {what}") for key, value in rest.items()}
    numbers = {key: float(value) for key, (value, _) in sourced.items()}
    claim = Claim(
        name=name,
        check=check,
        on=on,
        numbers=numbers,
        sources={key: source for key, (_, source) in sourced.items()},
        **texts,
    )
    _require_whole(claim, what)
    return claim


def _require_whole(claim: Claim, what: str) -> None:
    """Raise if a claim does not give its check what it needs, no less and no more."""
    if bool(claim.check) == bool(claim.missing_en and claim.missing_nl):
        msg = f"{what} must have a check, or missing_en and missing_nl, and not both."
        raise DataError(msg)
    if not claim.check:
        return
    if claim.check not in CHECKS:
        raise DataError(f"{what}: {unknown_choice('check', claim.check, CHECKS)}")
    check = CHECKS[claim.check]
    odd = sorted(set(claim.numbers) ^ set(check.numbers))
    odd += sorted(set(check.on) - set(claim.on))
    odd += sorted(set(claim.on) - set(check.on) - set(check.may))
    if odd:
        msg = f"{what}: {', '.join(odd)} missing or not known for the check {claim.check!r}."
        raise DataError(msg)


def check_claims(
    situation: Situation | None = None,
    *,
    lang: Language = "en",
    claims: Iterable[Claim] | None = None,
) -> pd.DataFrame:
    """Hold the claims of the profile against the data.

    Parameters
    ----------
    situation : Situation, optional
        Trains, roads and sites; as they stand where not given.
    lang : {"en", "nl"}
        Language of the columns that have only one.
    claims : iterable of Claim, optional
        The claims; those of `read_claims` where not given.

    Returns
    -------
    pandas.DataFrame
        One row per claim: ``claim`` (id), ``place`` (chapter and heading of the
        profile), ``claim_nl``, ``claim_en``, ``computed`` (what was computed),
        ``figure`` (with its range and unit), ``threshold`` (what it was held against),
        ``verdict`` (``holds``, ``partly``: some of it, or the threshold lies within
        the range, ``does_not``, ``cannot_be_judged``), ``data`` (layers and their
        dates), ``note``.

    Raises
    ------
    ArgumentError
        If there is no such language.
    DataError
        If a claim names an unknown check.

    Examples
    --------
    >>> nine = [claim for claim in read_claims() if claim.name == "nine-stations"]
    >>> check_claims(claims=nine)["verdict"].tolist()
    ['holds']
    """
    require_language(lang)
    ground = Ground(read_situation() if situation is None else situation)
    texts = read_settings_file("claims")
    rows = [
        _row(claim, ground, texts, lang) for claim in (read_claims() if claims is None else claims)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def require_language(lang: str) -> None:
    """Raise if there is no such language.

    Parameters
    ----------
    lang : str
        ``"en"`` or ``"nl"``.

    Raises
    ------
    ArgumentError
        If it is another.
    """
    if lang not in LANGUAGES:
        raise unknown_choice("language", lang, LANGUAGES)


def verdict_words(lang: Language = "en") -> dict[str, str]:
    """Say the verdicts in words.

    Parameters
    ----------
    lang : {"en", "nl"}
        Language.

    Returns
    -------
    dict
        By verdict.

    Examples
    --------
    >>> verdict_words("nl")["holds"]
    'klopt'
    """
    words = read_settings_file("claims")["words"]
    return {verdict: str(words[f"{verdict}_{lang}"]) for verdict in VERDICTS}


def _row(claim: Claim, ground: Ground, texts: Mapping[str, Any], lang: str) -> dict[str, str]:
    words = texts["words"]
    said = {name: getattr(claim, name) for name in ("place", "claim_nl", "claim_en")}
    note = [str(getattr(claim, f"note_{lang}"))]
    if not claim.check:
        missing = getattr(claim, f"missing_{lang}")
        note.append(str(words[f"missing_{lang}"]).format(missing=missing))
        found = {"computed": NO_FIGURE, "figure": NO_FIGURE, "verdict": CANNOT, "data": NO_FIGURE}
    else:
        if claim.check not in CHECKS:
            raise DataError(f"claim {claim.name!r}: {unknown_choice('check', claim.check, CHECKS)}")
        finding = CHECKS[claim.check].function(ground, claim)
        sentences = texts["checks"][claim.check]
        found = _worded(claim, finding, sentences, words, lang)
        if finding.verdict == PARTLY and finding.unsure:
            note.append(str(words[f"{UNSURE}_{lang}"]))
    limits = ", ".join(f"{name} = {number:g}" for name, number in claim.numbers.items())
    return {
        "claim": claim.name,
        **said,
        **found,
        "threshold": limits or NO_FIGURE,
        "note": " ".join(sentence for sentence in note if sentence),
    }


def _worded(
    claim: Claim,
    finding: Finding,
    sentences: Mapping[str, Any],
    words: Mapping[str, str],
    lang: str,
) -> dict[str, str]:
    wording = _Wording(lang)
    values: dict[str, Any] = {**claim.numbers, **finding.found}
    values |= {name: words[f"{values[name]}_{lang}"] for name in NAMED if name in values}
    if "parts" in values:
        part = str(sentences[f"part_{lang}"])
        values["parts"] = "; ".join(wording.format(part, **one) for one in values["parts"])
    dated = [f"{name} ({resource(name)['date']})" for name in sentences["data"]]
    return {
        "computed": wording.format(str(sentences[f"computed_{lang}"]), **values),
        "figure": wording.format(str(sentences[f"figure_{lang}"]), **values),
        "verdict": finding.verdict,
        "data": ", ".join(dated),
    }


def write_claims(out: str | Path, *, lang: Language = "en") -> pd.DataFrame:
    """Write the claims of the profile with their verdicts.

    Parameters
    ----------
    out : str or pathlib.Path
        CSV, see `check_claims`. Beside it ``NAME.about.json`` says how it was made,
        with the source of every threshold.
    lang : {"en", "nl"}
        Language of the columns that have only one.

    Returns
    -------
    pandas.DataFrame
        What was written.

    Raises
    ------
    DrentheGeoError
        If an argument or the file is refused.
    """
    out = require_ending(out, ".csv")
    require_language(lang)
    situation, claims = read_situation(), read_claims()
    table = check_claims(situation, lang=lang, claims=claims)
    count = table["verdict"].value_counts()
    said = manifest(
        profile=read_profile("car"),
        settings=read_settings(),
        parameters={"lang": lang},
        counts={verdict: int(count.get(verdict, 0)) for verdict in VERDICTS},
        warnings=[],
        own_files={},
    )
    said["title"] = "Het Regioprofiel Drenthe (2025) naast de data"
    said["rail_rules"] = with_sources(situation.rail.rules)
    said["thresholds"] = {
        claim.name: {
            name: {"value": number, "source": claim.sources[name]}
            for name, number in claim.numbers.items()
        }
        for claim in claims
        if claim.numbers
    }
    with staged_folder(out.parent) as folder:
        write_csv(table, folder / out.name)
        write_json(said, folder / f"{out.stem}.about.json")
    return table
