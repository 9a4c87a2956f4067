"""Why one site stands before another, and what is against each."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from dossiers import LANGUAGES, Dossier, written

import drenthe_geo as dg
from drenthe_geo.dossier import terms
from drenthe_geo.dossier.reasons import LEAST_SHOWN, why_before
from drenthe_geo.siting.kept.suggestion import Suggestion
from drenthe_geo.siting.rank import ROUNDING, reasons_before
from drenthe_geo.siting.reasons import BeyondLimit, NotNear, OutsideArea, Reason


def with_cells(found: Suggestion, column: str, cells: dict[str, object]) -> Suggestion:
    """Put other cells in a column of the ranking's table."""
    table = found.ranking.table
    kept = table[column].to_dict()
    column_of = pd.Series({site: cells.get(str(site), kept[site]) for site in table.index})
    changed = table.assign(**{column: column_of})
    return replace(found, ranking=replace(found.ranking, table=changed))


def test_every_site_that_is_out_or_dominated_says_why(both: dict[str, Dossier]) -> None:
    found = both["nl"].found
    table, names = found.ranking.table, found.sites["name"].to_dict()
    dutch, english = (both[lang].section("dossier.why.heading") for lang in LANGUAGES)
    out = dominated = 0
    for site, row in table.iterrows():
        for why in row["excluded"]:
            assert why.measure > found.siting.criteria[why.criterion].scale.worst
            far = "niet op loopafstand (eis 30 min)"
            assert f"{names[site]} valt af: Lopen naar een station: {far}." in dutch
            far = "not within walking distance (limit 30 min)"
            assert f"{names[site]} is out: Walk to a station: {far}." in english
            out += 1
        if row["dominated_by"]:
            other = names[row["dominated_by"]]
            assert f"{names[site]}: {other} is nergens slechter en ergens beter." in dutch
            assert f"{names[site]}: {other} is nowhere worse and somewhere better." in english
            dominated += 1
    assert out == 1
    assert dominated > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reasons_are_the_largest_differences_with_their_figures(
    lang: str, area: dg.Area, found: Suggestion, lacking: Suggestion
) -> None:
    words = area.words(lang)
    before, against = {"nl": ("staat", "tegen"), "en": ("stands", "against")}[lang]
    many = shown_at_all = too_far = 0
    for one in (found, lacking):
        table, names = one.ranking.table, one.sites["name"].to_dict()
        first, scores = str(table.index[0]), table["score"].to_dict()
        for second in map(str, table.index[1:]):
            gaps = reasons_before(one.ranking, first, second)
            assert gaps.is_monotonic_decreasing
            most = gaps[gaps >= LEAST_SHOWN].iloc[:3]
            least = gaps[gaps <= -LEAST_SHOWN].iloc[-3:]
            many += (gaps > ROUNDING).sum() > 3
            said = why_before(one, first, second, words)
            assert said.startswith(f"{names[first]} ({terms.score(words, scores[first])})")
            difference = terms.points(words, scores[first] - scores[second])
            assert f" {before} {difference} " in said
            shown = {*most.index, *least.index}
            for name, gap in [*most.items(), *least.items()]:
                criterion = one.siting.criteria[str(name)]
                measures = [float(one.assessed.measures[str(name)][at]) for at in (first, second)]
                ours, theirs = (terms.measure(words, criterion, value) for value in measures)
                if ours == theirs:
                    ours, theirs = (terms.finer(words, criterion, value) for value in measures)
                assert ours != theirs or pd.isna(measures).any()
                title = terms.title(words, criterion)
                sign, unit = "+" if gap > 0 else "−", f" {terms.unit(words, criterion)}"
                if criterion.unit in {"yes/no", "0 to 1"}:
                    unit = ""
                if terms.is_too_far(criterion, measures[1]):
                    ours, unit = f"{ours}{unit}", ""
                    too_far += 1
                part = (
                    f"{title[0].lower()}{title[1:]} ({sign}{terms.points(words, gap)}: "
                    f"{ours} {against} {theirs}{unit})"
                )
                assert part in said
            assert len(re.findall(r"\([+−]", said)) == len(shown)
            shown_at_all += len(shown)
    assert many
    assert too_far
    assert shown_at_all > 20


def test_sites_alike_are_told_without_a_reason(area: dg.Area, found: Suggestion) -> None:
    first = found.verdict.first
    name, score = found.sites["name"][first], found.ranking.table["score"][first]
    said = why_before(found, first, first, area.words("en"))
    assert said == (
        f"{name} ({score:.2f}) stands 0.00 points before {name} ({score:.2f}), with no "
        "difference of 0.01 points or more on any criterion."
    )


def test_who_is_ahead_on_nothing_is_only_behind(area: dg.Area, lacking: Suggestion) -> None:
    shares = lacking.ranking.shares
    first, second = shares.index[0], shares.index[1]
    least = shares.loc[[first, second]].min() - 0.01
    less = replace(
        lacking.ranking, shares=pd.DataFrame([least, shares.loc[second]], [first, second])
    )
    said = why_before(replace(lacking, ranking=less), first, second, area.words("nl"))
    assert (
        "zonder verschil van 0,01 punt of meer op een criterium, al scoort het lager op: " in said
    )


REASONS: list[tuple[Reason, str, str]] = [
    (OutsideArea(), "buiten Veldland", "outside Veldland"),
    (
        NotNear((BeyondLimit("exit_car_min", 25.3, 20.0), BeyondLimit("border_min", 31.0, 15.0))),
        (
            "bij niets in de buurt van wat wordt gevraagd: Auto naar een snelwegafrit: 25 min "
            "(eis 20) en Auto naar de grens: 31 min (eis 15)"
        ),
        (
            "near none of what is asked: Car to a motorway exit: 25 min (limit 20) and Car to the "
            "border: 31 min (limit 15)"
        ),
    ),
    (
        BeyondLimit("exit_car_min", 25.3, 20.0),
        "Auto naar een snelwegafrit: 25 min (eis 20)",
        "Car to a motorway exit: 25 min (limit 20)",
    ),
    (
        BeyondLimit("exit_car_min", 20.3, 20.0),
        "Auto naar een snelwegafrit: 20,3 min (eis 20)",
        "Car to a motorway exit: 20.3 min (limit 20)",
    ),
    (
        BeyondLimit("workers_car", 99_960.0, 100_000.0),
        "Mensen van 15-64 met de auto, dichtbij zwaarder: 99.960 mensen (eis 100.000)",
        "People of 15-64 by car, the nearer the more: 99,960 people (limit 100,000)",
    ),
    (
        BeyondLimit("region_match", 0.0, 1.0),
        "Regio volgens het profiel: nee (eis ja)",
        "Region as in the profile: no (limit yes)",
    ),
]


@pytest.mark.parametrize(("why", "dutch", "english"), REASONS)
def test_reasons_are_said_with_titles_and_units(
    area: dg.Area, found: Suggestion, why: Reason, dutch: str, english: str
) -> None:
    for lang, said in (("nl", dutch), ("en", english)):
        assert terms.reason(area.words(lang), why, found.siting.criteria) == said


def test_a_site_near_a_limit_is_told(area: dg.Area, found: Suggestion) -> None:
    first, second = map(str, found.ranking.table.index[:2])
    near = (BeyondLimit("exit_car_min", 6.4, 6.0),)
    made = with_cells(found, "near_limit", {first: near, second: near})
    name = found.sites["name"][second]
    dutch, english = (written(area, made, lang) for lang in LANGUAGES)
    assert (
        "Let op, voldoet niet aan een eis: Auto naar een snelwegafrit: 6,4 min (eis 6); alleen "
        "binnen de marge kan het nog."
    ) in dutch.seen.sections[""]
    assert (
        "Mind, beyond a limit: Car to a motorway exit: 6.4 min (limit 6); it may do within its "
        "range alone."
    ) in english.seen.sections[""]
    assert f"{name} voldoet niet aan een eis: " in dutch.section("dossier.why.heading")
    assert f"{name} is beyond a limit: " in english.section("dossier.why.heading")
