"""What a user brings to the question which site suits a service, read before anything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drenthe_geo.answers.sites.shared import sites_of
from drenthe_geo.errors import ArgumentError
from drenthe_geo.files.gate import own_path
from drenthe_geo.siting.brief import read_weights
from drenthe_geo.siting.own.criteria import with_criteria
from drenthe_geo.siting.own.wishes import needs_of_user

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from drenthe_geo.answers.sites.shared import OwnSites
    from drenthe_geo.area.area import Area
    from drenthe_geo.siting.model import Needs, Siting
    from drenthe_geo.siting.own.criteria import OwnCriterion
    from drenthe_geo.siting.rank import Scale


@dataclass(frozen=True)
class OfUser:
    """Sites, criteria, weights and limits of a user."""

    sites: gpd.GeoDataFrame | None
    # The choices with the user's criteria.
    siting: Siting
    needs: Needs | None
    # The file of weights.
    file: Path | None
    # What makes the question another one.
    subject: Mapping[str, object]


def of_user(
    area: Area,
    siting: Siting,
    *,
    sites: OwnSites,
    criteria: Mapping[str, OwnCriterion | Scale | tuple[float, float]] | None,
    weights: str | Path | Mapping[str, float] | None,
    limits: Mapping[str, float] | None,
    no_limits: Iterable[str],
    weights_file: str | Path | None,
) -> OfUser:
    """Read what a user brings; refused where it contradicts itself."""
    if isinstance(weights, (str, Path)):
        if weights_file is not None:
            raise ArgumentError("answers.suggest.two_files")
        weights, weights_file = None, weights
    file = None if weights_file is None else own_path(weights_file)
    own_sites = sites_of(area, sites, siting, criteria or ())
    with_own, _ = with_criteria(siting, own_sites, criteria)
    from_file = None if file is None else read_weights(file, with_own)
    said: Any = {"weights": weights, "limits": limits, "no_limits": list(no_limits)}
    needs = needs_of_user(from_file, **said)
    subject: dict[str, object] = {}
    if criteria:
        scales = {name: with_own.criteria[name].scale for name in criteria}
        subject["criteria"] = [f"{name}={one.worst:g}:{one.best:g}" for name, one in scales.items()]
    if file is not None:
        subject["weights"] = file.name
    subject |= {f"own_{name}": _told(each) for name, each in said.items() if each}
    return OfUser(own_sites, with_own, needs, file, subject)


def _told(said: Mapping[str, float] | list[str]) -> list[str]:
    """Write names, with their numbers where they have any."""
    if isinstance(said, Mapping):
        return sorted(f"{name}={value}" for name, value in said.items())
    return sorted(map(str, said))
