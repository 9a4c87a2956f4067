"""Other weights for a service of Drenthe: what its page finds is what Python finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts import needs_node
from weighed import WHOLE, on_page, plain_of_page, plain_of_python, tries_of, weighed_again

from drenthe_geo.siting.kept.weighing import chance_tables, weighing_of

if TYPE_CHECKING:
    from drenthe_geo.siting.kept.suggestion import Suggestion
    from tools.facts.computed import Computed


@needs_node
def test_the_page_of_the_inspection_of_food_finds_what_python_finds(computed: Computed) -> None:
    found: Suggestion = computed.suggest.result
    packed = weighing_of(computed.area, found)
    assert packed is not None
    tries = tries_of(packed, 20, 16)
    pages = on_page({**packed.told(), "tables": chance_tables()}, tries)
    words = set()
    for at, (weights, page) in enumerate(zip(tries, pages, strict=True)):
        ranking, verdict = weighed_again(computed.area, found, packed, weights, whole=at < WHOLE)
        assert plain_of_page(packed, page) == plain_of_python(ranking, verdict)
        words.add(verdict.word)
    assert len(words) > 2
