"""How results are shown in a notebook: by a room that stands above them all.

What a result is knows no card and no map; it asks for the room by its name when a notebook wants
to show it, so nothing of it is loaded before.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

CARDS = "drenthe_geo.cards"
"""The room that shows results in a notebook."""

ASKED_OF = "_asked_of"
"""Where a result remembers the area that it was asked of; that is no part of it."""


def card_of(self: object) -> str:
    """Show a result as a card."""
    html: str = import_module(CARDS).card(self)._repr_html_()
    return html


def remember_area(found: object, area: object) -> None:
    """Let a result know which area it was asked of: its card tells the data and their date."""
    if getattr(type(found), "_repr_html_", None) is card_of and hasattr(area, "attribution"):
        vars(found).setdefault(ASKED_OF, area)


class Explored:
    """What can be looked at on a map that moves."""

    def explore(self, lang: str = "en", **options: object) -> Any:  # noqa: ANN401 - folium has no types
        """Show it on a map that moves, in a notebook or a browser.

        It takes folium, which the extra ``[notebook]`` brings.

        Parameters
        ----------
        lang : str
            Language of what it says.
        **options : object
            For `folium.Map`: ``tiles=None`` draws no map below, for one.

        Returns
        -------
        folium.Map
            The map; ``save("map.html")`` keeps it.

        Raises
        ------
        ArgumentError
            If folium is not installed.
        """
        return import_module(CARDS).explore(self, lang, **options)
