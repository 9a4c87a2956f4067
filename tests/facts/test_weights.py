"""Other weights for a service of Drenthe: what its page finds is what Python finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts import needs_node
from weighed import on_page, plain_of_page, plain_of_python, tries_of

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
    for weights, page in zip(tries, pages, strict=True):
        other = found.reweigh(dict(zip(packed.criteria, weights, strict=True)))
        assert plain_of_page(packed, page) == plain_of_python(other.ranking, other.verdict)
        words.add(other.verdict.word)
    assert len(words) > 2
