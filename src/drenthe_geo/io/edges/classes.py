"""Classes of roads as a mode knows them: lists read, others closed and counted aloud."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from drenthe_geo.errors import LayerError
from drenthe_geo.io.edges.rules import network_rules
from drenthe_geo.io.edges.values import is_blank, parts
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from drenthe_geo.roads.profiles import Profile

UNNAMED = "unclassified"
"""Class of a road of which nothing is said."""

MOST_NAMED = 8
"""Unknown classes that are named; more are counted."""


@dataclass(frozen=True)
class Classes:
    """The class of each road, and whether the mode may use it."""

    names: NDArray[np.object_]
    is_open: NDArray[np.bool_]
    notices: tuple[Message, ...]


def read_classes(values: Iterable[Any], profile: Profile, what: Message) -> Classes:
    """Read classes: a road of several is as open as the one that is closed most."""
    rules = network_rules()
    known = known_classes(profile)
    closed = set(profile.closed_classes)
    cells = pd.Series(list(values), dtype=object)
    keys = cells.map(lambda one: repr(one) if isinstance(one, (list, tuple, np.ndarray)) else one)
    codes, _ = pd.factorize(keys)
    first = {code: at for at, code in reversed(list(enumerate(codes.tolist())))}
    names: dict[int, str] = {}
    unknown: dict[int, str] = {}
    mixed: set[int] = set()
    for code, at in first.items():
        words = [] if is_blank(cells.iloc[at]) else parts(cells.iloc[at])
        found = [_known(word, known, rules.class_names) for word in words]
        lost = [word for word, name in zip(words, found, strict=True) if name is None]
        shut = [name for name in found if name in closed]
        if lost:
            names[code], unknown[code] = _plain(lost[0]), _plain(lost[0])
        else:
            names[code] = next((name for name in [*shut, *found] if name), UNNAMED)
        if (lost or shut) and len(lost) + len(shut) < len(words):
            mixed.add(code)
    count = Counter(unknown[code] for code in codes.tolist() if code in unknown)
    notices = []
    if count:
        named = [
            Message("io.class_count", name=name, count=number)
            for name, number in count.most_common(MOST_NAMED)
        ]
        total = sum(count.values())
        values_ = {"count": total, "total": len(cells), "mode": profile.mode}
        if total == len(cells):
            raise LayerError("io.no_class_known", what=what, classes=named, **values_)
        notices.append(Message("io.classes_unknown", what=what, classes=named, **values_))
    some = sum(code in mixed for code in codes.tolist())
    if some:
        notices.append(Message("io.classes_mixed", what=what, count=some, total=len(cells)))
    return Classes(
        np.array([names[code] for code in codes.tolist()], dtype=object),
        np.array([code not in unknown for code in codes.tolist()], dtype=bool),
        tuple(notices),
    )


def known_classes(profile: Profile) -> dict[str, str]:
    """Give the classes that a profile knows; without speeds, also the roads of OpenStreetMap."""
    lists = (profile.junction_free_classes, profile.closed_classes, profile.no_access_classes)
    names = [*profile.speeds_kmh, *(name for one in lists for name in sorted(one))]
    if not profile.speeds_kmh:
        names = [*names, *network_rules().road_classes]
    return {_plain(name): name for name in reversed(names)}


def _known(word: str, known: dict[str, str], class_names: Any) -> str | None:  # noqa: ANN401 - a table of words
    plain = _plain(word)
    if plain in known:
        return known[plain]
    return known.get(class_names.get(plain, ""))


def _plain(word: str) -> str:
    """Write a class as OpenStreetMap does: small, with underscores."""
    return "_".join(str(word).lower().split())
