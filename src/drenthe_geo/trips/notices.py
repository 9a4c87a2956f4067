"""What a reader of trips should know: who comes to no station by the access that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import pandas as pd

    from drenthe_geo.transit.rules import TransitRules
    from drenthe_geo.trips.model import Boarding


def too_far_warnings(
    boarding: Boarding, minutes: pd.DataFrame, rules: TransitRules, people: pd.Series | None = None
) -> list[Message]:
    """Count the points, or the people at them, that have no trip for every station is too far.

    `minutes` are those of their trips (origins × destinations).
    """
    modes = list(boarding.access)
    lost = minutes.isna().any(axis=1) & boarding.minutes.isna().all(axis=1)
    for times in boarding.access.values():
        lost &= times.origin_snaps["access_min"].notna()  # who is off the roads is told apart
    heads = np.ones(len(lost)) if people is None else people.to_numpy(dtype=float)
    if not heads[lost].sum():
        return []
    said = Message(
        "trips.too_far_points" if people is None else "trips.too_far_people",
        number=int(heads[lost].sum()),
        every=int(heads.sum()),
        minutes=max(rules.access_cap_min[mode] for mode in modes),
        by=[boarding.access[mode].profile.phrase for mode in modes],
    )
    if set(rules.best_access) <= set(modes):
        return [said]
    return [Message("trips.try_best", far=said, modes=list(rules.best_access))]
