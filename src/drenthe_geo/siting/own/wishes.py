"""Weights and limits of a user over those of a service."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drenthe_geo.errors import ArgumentError
from drenthe_geo.siting.model import Change, Needs, require_needs
from drenthe_geo.words.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from drenthe_geo.siting.model import Brief, Criterion


def needs_of_user(
    file: Needs | None = None,
    weights: Mapping[str, float] | None = None,
    limits: Mapping[str, float] | None = None,
    no_limits: Iterable[str] = (),
) -> Needs | None:
    """Put what a user says in a file and beside it together.

    Parameters
    ----------
    file : Needs, optional
        What a file says, see `read_weights`.
    weights, limits : mapping of str to float, optional
        By criterion.
    no_limits : iterable of str
        Criteria whose limit is taken off.

    Returns
    -------
    Needs or None
        All of it; None where nothing is said.

    Raises
    ------
    ArgumentError
        If a weight or limit is said twice, or a limit is given and taken off.

    Examples
    --------
    >>> needs_of_user(weights={"border_min": 12.0}, no_limits=["station_walk_min"]).lifted
    ('station_walk_min',)
    """
    said, limited, lifted = dict(weights or {}), dict(limits or {}), tuple(no_limits)
    if file is None and not (said or limited or lifted):
        return None
    sources = (Message("siting.needs.of_user"),) if said or limited or lifted else ()
    if file is not None:
        for what, mine, theirs in (
            ("weight", said, file.weights),
            ("limit", [*limited, *lifted], [*file.limits, *file.lifted]),
        ):
            for name in mine:
                if name in theirs:
                    raise ArgumentError(f"siting.needs.{what}_in_both", criterion=name)
        said, limited = {**file.weights, **said}, {**file.limits, **limited}
        lifted, sources = (*file.lifted, *lifted), (*file.sources, *sources)
    for name in lifted:
        if name in limited:
            raise ArgumentError("siting.needs.lifted_and_limited", criterion=name)
    return Needs(said, limited, sources, lifted)


def with_needs(brief: Brief, own: Needs, criteria: Mapping[str, Criterion]) -> Brief:
    """Put weights and limits of a user over those of a brief.

    A weight stands among those of the service, which add up to 100; the others stay as they are,
    and 0 leaves a criterion out. Refused if a criterion does not exist, a number is none, a limit
    is taken off that is not there, or all weights are nought.
    """
    require_needs(own, criteria)
    for name in own.lifted:
        if name not in brief.limits:
            key = "siting.needs.nothing_to_lift" if brief.limits else "siting.needs.no_limits"
            said = {"criterion": name, "service": brief.service, "limits": list(brief.limits)}
            raise ArgumentError(key, **said)
    weights = {**brief.weights, **own.weights}
    # In the order of the criteria, so that no result depends on the order of a file.
    kept = {name: weights[name] for name in criteria if weights.get(name, 0) > 0}
    if not kept:
        raise ArgumentError("siting.needs.all_nought", service=brief.service)
    limits = {**brief.limits, **own.limits}
    limits = {name: limit for name, limit in limits.items() if name not in own.lifted}
    changes = [
        Change("weight", name, brief.weights.get(name, 0.0), weights[name])
        for name in criteria
        if name in own.weights and brief.weights.get(name, 0.0) != weights[name]
    ]
    changes += [
        Change("limit", name, brief.limits.get(name), limits.get(name))
        for name in criteria
        if brief.limits.get(name) != limits.get(name)
    ]
    return replace(
        brief,
        weights=kept,
        own_weights=brief.own_weights or bool(own.weights),
        limits=limits,
        changes=(*brief.changes, *changes),
        sources=(*brief.sources, *own.sources),
    )
