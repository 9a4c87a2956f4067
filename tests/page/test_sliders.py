"""The sliders of a suggestion in a browser: keys, viewpoints, links, and what Python finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    import drenthe_geo as dg
    from drenthe_geo.siting.kept.suggestion import Suggestion

Open = Any

ROWS = "[...document.querySelectorAll('.bars li')].map(one => [one.dataset.site, {}])"


def shown(page: Any) -> list[list[str]]:
    """Sites in order with their scores, as the page shows them."""
    rows: list[list[str]] = page.page.evaluate(
        ROWS.format("one.querySelector('.figures b').textContent")
    )
    return rows


def expected(found: Suggestion) -> list[list[str]]:
    table = found.ranking.table
    return [[str(site), f"{score:.2f}".replace(".", ",")] for site, score in table["score"].items()]


def begun(found: Suggestion) -> dict[str, float]:
    return {name: found.brief.weights.get(name, 0.0) for name in found.brief.asked}


@pytest.fixture
def found(answers: Callable[[str], dg.Answer]) -> Suggestion:
    suggestion: Suggestion = answers("suggest").result
    return suggestion


def test_keys_on_a_slider_move_the_order_as_python_does(opened: Open, found: Suggestion) -> None:
    page = opened("suggest")
    assert shown(page) == expected(found)
    before = page.text("#ranking")
    slider = page.page.locator("input[data-criterion='station_walk_min']")
    slider.focus()
    page.page.keyboard.press("Home")
    page.until("location.hash.includes('station_walk_min')", bool)
    other = found.reweigh({**begun(found), "station_walk_min": 0.0})
    page.until(ROWS.format("one.querySelector('.figures b').textContent"),
               lambda rows: rows == expected(other))  # fmt: skip
    assert expected(other) != expected(found)
    assert page.text("#ranking") != before
    said = page.text("#weights-verdict")
    page.until("document.querySelector('#weights-told').textContent", lambda told: told == said)
    assert page.page.get_attribute("#weights-told", "aria-live") == "polite"
    page.page.locator("button[data-eyes='']").click()
    page.until(ROWS.format("one.querySelector('.figures b').textContent"),
               lambda rows: rows == expected(found))  # fmt: skip
    assert page.text("#ranking") == before


def test_a_link_restores_weights_and_the_sites_compared(opened: Open, found: Suggestion) -> None:
    name = next(iter(found.brief.viewpoints))
    criterion = found.brief.asked[1]
    one, other = map(str, found.ranking.table.index[[2, 0]])
    link = f"#eyes={name}&w={criterion}%3A77&one={one}&other={other}"
    page = opened("suggest", hash=link)
    theirs = found.brief.viewpoints[name]
    weights = {each: theirs.get(each, 0.0) for each in begun(found)} | {criterion: 77.0}
    assert shown(page) == expected(found.reweigh(weights))
    assert page.page.input_value(f"input[data-criterion='{criterion}']") == "77"
    assert page.page.input_value("#compare-one") == one
    names = found.sites["name"]
    heads = page.page.locator(".compare thead th.of[colspan]").all_inner_texts()
    assert heads == [str(names[one]), str(names[other])]
    assert page.page.locator(".compare tbody tr").count() == len(found.brief.asked)


def test_weights_that_are_all_nought_are_refused_in_a_sentence(
    opened: Open, found: Suggestion
) -> None:
    nought = "%2C".join(f"{name}%3A0" for name in found.brief.asked)
    page = opened("suggest", hash=f"#w={nought}")
    page.until("document.querySelector('#weights-verdict').textContent", lambda one: "nul" in one)
    page.page.locator("button[data-eyes='']").click()
    page.until("document.querySelectorAll('.bars li').length", bool)
    assert shown(page) == expected(found)


def test_a_service_of_the_overview_has_its_own_sliders(opened: Open) -> None:
    page = opened("overview", hash="#w=station_walk_min%3A3")
    page.until("document.querySelectorAll('.bars li').length", bool)
    page.page.locator("tr[data-service='grensdouane'] button").click()
    page.until("document.querySelectorAll('.bars li').length", bool)
    assert "w=" not in page.page.url
    assert page.page.locator("tr[aria-current]").get_attribute("data-service") == "grensdouane"
    names = page.page.locator(".bars .name").all_inner_texts()
    beside = page.text("#ranking")
    assert [name for name in names if name not in beside] == []
    slider = page.page.locator("#service-weights input[type='range']").first
    before = page.text("#weights-verdict")
    slider.fill("0")
    page.until("document.querySelector('#weights-verdict').textContent", lambda one: one != before)


def test_what_is_said_of_a_site_follows_the_weights(opened: Open, found: Suggestion) -> None:
    other = found.reweigh({**begun(found), "station_walk_min": 0.0})
    site = max(found.ranking.table.index, key=lambda one: abs(
        other.ranking.table["score"][one] - found.ranking.table["score"][one]))  # fmt: skip
    page = opened("suggest", hash=f"#sel=site%3A{site}")
    before = page.text("#details")
    assert not page.page.locator(".moved:visible").count()
    page.page.locator("input[data-criterion='station_walk_min']").fill("0")
    after = page.until("document.querySelector('#details').innerText", lambda one: one != before)
    told = dict(line.split("\t") for line in after.splitlines() if line.count("\t") == 1)
    row = other.ranking.table.loc[site]
    for name, head in (("score", "Score"), ("score_low", "Score, minstens"), ("rank", "Rang")):
        assert float(told[head].replace(",", ".")) == pytest.approx(row[name], abs=0.0051)
    for box in ("#answer-box", "#tables"):
        assert "gewichten van dit antwoord" in page.text(f"{box} > .moved")
    page.page.locator("button[data-eyes='']").click()
    page.until("document.querySelector('#details').innerText", lambda one: one == before)
    assert not page.page.locator(".moved:visible").count()


def test_a_postcode_is_found_beside_sites_and_the_map_goes_there(opened: Open) -> None:
    page = opened("suggest")
    before = page.pixels()
    page.page.locator("#search").fill("1006")
    page.page.keyboard.press("Enter")
    assert page.text("#details h2") == "Middenveen"
    assert "1006" in page.text("#details")
    page.until("new URLSearchParams(location.hash.slice(1)).get('at')", bool)
    assert page.pixels() != before


def test_services_stand_beside_where_they_sit_and_what_is_advised(
    opened: Open, answers: Callable[[str], dg.Answer]
) -> None:
    rows = answers("overview").tables["overview"].drop_duplicates("service")
    page = opened("overview")
    shown_rows = page.page.locator(".firsts tbody tr").all_inner_texts()
    assert len(shown_rows) == len(rows)
    for row, seat in zip(shown_rows, rows["seat_name"].fillna("").tolist(), strict=True):
        cells = row.split("\t")
        assert cells[1] == (seat or "–")
        assert cells[2].isalpha() or " " in cells[2]


@pytest.mark.parametrize(("kind", "asked"), [("place", "Naam"), ("overview", "Naam of code")])
def test_a_search_asks_for_what_it_finds(kind: str, asked: str, opened: Open) -> None:
    assert opened(kind).page.get_attribute("#search", "placeholder") == asked
