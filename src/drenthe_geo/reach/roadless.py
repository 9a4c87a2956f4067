"""Who no road reaches: they live so far from every road that no time is known for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    import pandas as pd

    from drenthe_geo.roads.profiles import Profile


def people_without_road(people: pd.DataFrame, snaps: pd.DataFrame) -> int:
    """Count the people whose point is outside the network.

    Parameters
    ----------
    people : pandas.DataFrame
        Points with ``population``.
    snaps : pandas.DataFrame
        Where they join the roads, see `snap_points`.

    Returns
    -------
    int
        Those who live further from every road than the profile's `max_snap_m`.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"population": [3, 4]})
    >>> people_without_road(people, pd.DataFrame({"access_min": [0.5, None]}))
    4
    """
    return int(people["population"][snaps["access_min"].isna()].sum())


def no_road_notes(people: pd.DataFrame, snaps: pd.DataFrame, profile: Profile) -> list[Message]:
    """Say how many people no road reaches, of how many, and from how far away on."""
    count = people_without_road(people, snaps)
    if not count:
        return []
    said = {"people": count, "all": int(people["population"].sum())}
    return [Message("reach.no_road", metres=profile.max_snap_m, **said)]
