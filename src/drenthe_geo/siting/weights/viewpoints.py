"""Weights as somebody sees them: the viewpoints, and their mean.

A kind of service says which criteria it asks for and how much, a viewpoint what each weighs, a
service what it needs besides, whoever looks. Weights of a viewpoint add up to `TOTAL`, so the
score by their mean is the mean of the scores by each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.siting.model import Siting
    from drenthe_geo.siting.weights.eyes import Viewpoint

TOTAL = 100.0
"""What the weights of a viewpoint add up to."""


def viewpoint_weights(
    siting: Siting, asked: Mapping[str, float], own: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Weigh what a service asks for, as each viewpoint sees it.

    Parameters
    ----------
    siting : Siting
        The choices: criteria and viewpoints.
    asked : mapping of str to float
        By criterion how much a kind of service asks for it, 1 for once.
    own : mapping of str to float
        By criterion what it weighs for this service beside the `TOTAL` of its kind, whoever
        looks; 0 leaves it out.

    Returns
    -------
    dict of str to dict of str to float
        By viewpoint the weights by criterion, in the order of the criteria; they add up to
        `TOTAL`, and only what weighs something is there.

    Raises
    ------
    ArgumentError
        If for a viewpoint nothing of it weighs anything.

    Examples
    --------
    >>> siting = dg.siting.read_siting(area)
    >>> found = viewpoint_weights(siting, {"exit_car_min": 1, "relations_min": 3}, {})
    >>> found["equal"]
    {'relations_min': 50.0, 'exit_car_min': 50.0}
    """
    found = {}
    for name, eyes in siting.viewpoints.items():
        plain = _of_kind(siting, eyes, asked)
        both = {**plain, **own}
        kept = {one: both[one] for one in siting.criteria if both.get(one, 0) > 0}
        if not kept:
            raise ArgumentError("siting.needs.viewpoint_nought", viewpoint=name)
        found[name] = _scaled(kept)
    return found


def _of_kind(siting: Siting, eyes: Viewpoint, asked: Mapping[str, float]) -> dict[str, float]:
    """Weigh what a kind asks for; the criteria of a pillar share what it weighs."""
    weights = {
        name: eyes.weights.get(name, 0.0) * (1.0 if eyes.plain else times)
        for name, times in asked.items()
        if times > 0
    }
    if eyes.pillars:
        pillars = {name: siting.criteria[name].pillar for name in weights}
        sums = dict.fromkeys(pillars.values(), 0.0)
        for name, weight in weights.items():
            sums[pillars[name]] += weight
        weights = {
            name: eyes.pillars.get(pillars[name], 0.0) * weight / sums[pillars[name]]
            for name, weight in weights.items()
            if weight > 0
        }
    return _scaled(weights) if any(weights.values()) else {}


def _scaled(weights: Mapping[str, float]) -> dict[str, float]:
    """Let weights add up to the total."""
    factor = TOTAL / sum(weights.values())
    return {name: weight * factor for name, weight in weights.items()}


def mean_weights(viewpoints: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Take the mean of the viewpoints' weights; none of them counts more than another.

    Parameters
    ----------
    viewpoints : mapping of str to mapping of str to float
        See `viewpoint_weights`.

    Returns
    -------
    dict of str to float
        By criterion.

    Examples
    --------
    >>> mean_weights({"one": {"a": 100.0}, "other": {"a": 50.0, "b": 50.0}})
    {'a': 75.0, 'b': 25.0}
    """
    names = dict.fromkeys(name for weights in viewpoints.values() for name in weights)
    return {
        name: sum(weights.get(name, 0.0) for weights in viewpoints.values()) / len(viewpoints)
        for name in names
    }
