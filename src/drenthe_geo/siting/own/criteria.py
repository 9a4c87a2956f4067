"""Criteria of a user: a column of his own sites, with a scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from drenthe_geo.errors import ArgumentError, unknown_choice
from drenthe_geo.siting.model import COLUMN, OWN_PILLAR, Criterion
from drenthe_geo.siting.rank import Scale
from drenthe_geo.words.table import LANGUAGES, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from drenthe_geo.siting.model import Brief, Siting


@dataclass(frozen=True)
class OwnCriterion:
    """A column of your own sites that counts.

    Parameters
    ----------
    scale : Scale
        Figures worth 0 and 1.
    title : str
        For readers; the name of the column where not given.
    unit : str
        Of the figures.
    margin : float
        By how much a figure may be more or less.

    Examples
    --------
    >>> OwnCriterion(dg.siting.Scale(worst=0, best=200), unit="places").margin
    0.0
    """

    scale: Scale
    title: str = ""
    unit: str = ""
    margin: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a margin that is none."""
        if not (np.isfinite(self.margin) and self.margin >= 0):
            raise ArgumentError("siting.criteria.margin", given=f"{self.margin:g}")


def with_criteria(
    siting: Siting,
    sites: gpd.GeoDataFrame | None,
    criteria: Mapping[str, OwnCriterion | Scale | tuple[float, float]] | None,
) -> tuple[Siting, gpd.GeoDataFrame | None]:
    """Put criteria of a user beside those of the area, and read the figures of his sites.

    Parameters
    ----------
    siting : Siting
        The choices.
    sites : geopandas.GeoDataFrame or None
        The sites of the user.
    criteria : mapping of str to OwnCriterion, Scale or tuple of float, optional
        By column of the sites; a tuple is the worst and the best figure.

    Returns
    -------
    tuple of (Siting, geopandas.GeoDataFrame or None)
        The choices with these criteria, and the sites with figures as numbers.

    Raises
    ------
    ArgumentError
        If there are no sites, no such column or no figure, or a criterion is called so already.

    Examples
    --------
    >>> mine = area.layer("sites").iloc[:2].assign(parking=["20", None])
    >>> found, told = with_criteria(dg.siting.read_siting(area), mine, {"parking": (0, 200)})
    >>> found.criteria["parking"].scale, told["parking"].tolist()
    (Scale(worst=0.0, best=200.0), [20.0, nan])
    """
    if not criteria:
        return siting, sites
    if sites is None:
        raise ArgumentError("siting.criteria.no_sites", criteria=list(criteria))
    made = {}
    for name, given in criteria.items():
        if name in siting.criteria:
            raise ArgumentError("siting.criteria.taken", criterion=name)
        if name not in sites.columns or name == sites.geometry.name:
            columns = [str(one) for one in sites.columns if one != sites.geometry.name]
            raise unknown_choice("column", str(name), columns)
        sites = sites.assign(**{name: _figures(sites, name)})
        made[name] = _criterion(name, given)
    return replace(siting, criteria={**siting.criteria, **made}), sites


def require_weighed(brief: Brief, criteria: Mapping[str, object] | None) -> None:
    """Refuse a criterion of a user that weighs nothing: it would be left out in silence."""
    for name in criteria or ():
        if name not in brief.weights and name not in brief.limits:
            raise ArgumentError("siting.criteria.no_weight", criterion=name)


def _criterion(name: str, given: OwnCriterion | Scale | tuple[float, float]) -> Criterion:
    one = given
    if isinstance(one, tuple | list):
        try:
            worst, best = map(float, one)
        except (TypeError, ValueError) as error:
            raise ArgumentError("siting.criteria.ends", criterion=name) from error
        one = Scale(worst, best)
    own = OwnCriterion(one) if isinstance(one, Scale) else one
    if not isinstance(own, OwnCriterion):
        raise ArgumentError("siting.criteria.ends", criterion=name)
    return Criterion(
        name=name,
        title=dict.fromkeys(LANGUAGES, own.title or name),
        pillar=OWN_PILLAR,
        unit=own.unit,
        scale=own.scale,
        source={lang: words_of(lang).say("siting.criteria.source") for lang in LANGUAGES},
        kind=COLUMN,
        margin=own.margin,
    )


def _figures(sites: gpd.GeoDataFrame, name: str) -> pd.Series:
    """Read a column as numbers; a cell that is none is refused, an empty one is missing."""
    given = sites[name]
    found: pd.Series = pd.to_numeric(given, errors="coerce").astype(float)
    wrong = (found.isna() & given.notna() & (given.astype(str).str.strip() != "")) | np.isinf(found)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        said = {"site": str(sites.index[row]), "row": row + 1, "given": str(given.iloc[row])}
        raise ArgumentError("siting.criteria.no_number", column=name, **said)
    if found.isna().all():
        raise ArgumentError("siting.criteria.nothing", column=name)
    return found
