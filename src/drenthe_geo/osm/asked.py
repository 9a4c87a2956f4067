"""Tags of one element as they are read: by the choices of a country, at a moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from drenthe_geo.osm.conditional import at_moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.osm.choices import Choices
    from drenthe_geo.osm.conditional import Moment


@dataclass(frozen=True)
class Asked:
    """The tags of one element, and what turned out to be odd in them."""

    tags: Mapping[str, str]
    choices: Choices
    moment: Moment
    _odd: dict[str, None] = field(default_factory=dict)

    def values(self, key: str) -> list[str]:
        """Give the values of a key that hold by day: that of its hour before that of all day."""
        found = []
        condition = self.tags.get(f"{key}:conditional")
        if condition is not None:
            now = at_moment(condition, self.moment)
            if not now.understood:
                self.note("condition_not_understood")
            found += [now.value] if now.value else []
        return [*found, self.tags[key]] if key in self.tags else found

    def note(self, code: str) -> None:
        """Note that something is odd."""
        self._odd[code] = None

    @property
    def odd(self) -> tuple[str, ...]:
        """Codes of what was odd, each once."""
        return tuple(self._odd)
