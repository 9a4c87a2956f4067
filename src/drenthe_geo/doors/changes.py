"""What scenarios would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drenthe_geo.contracts.arguments import checked
from drenthe_geo.doors.given import Scenarios, take_area, take_scenarios
from drenthe_geo.scenarios.compare import make_comparison
from drenthe_geo.trips.boarding import DEFAULT_ACCESS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from drenthe_geo.area.area import Area
    from drenthe_geo.scenarios.compare import Comparison


@checked
def compare(
    scenarios: Scenarios,
    *,
    toggles: Mapping[str, bool] | None = None,
    access: str = DEFAULT_ACCESS,
    buses: bool = True,
    area: Area | str | Path | None = None,
) -> Comparison:
    """Compare how it stands with what scenarios would make of it.

    Parameters
    ----------
    scenarios : Scenario, str, pathlib.Path, or iterable of these
        One scenario or several together: names, files, or scenarios that were read.
    toggles : mapping of str to bool, optional
        Toggles by name; of several scenarios as ``SCENARIO.TOGGLE``.
    access : str
        How one comes to the station: a mode, or ``"best"``; see `station_trips`.
    buses : bool
        Whether buses count.
    area : Area, str or pathlib.Path, optional
        The area; the one that ships where not given.

    Returns
    -------
    Comparison
        Tables for places, stations, sites and gemeenten, before and after; see `Comparison`.

    Raises
    ------
    DrentheGeoError
        If there is no such scenario, or an argument or a file is refused.

    Examples
    --------
    >>> int(compare("veldlijn", area=area).summary.loc["hoofdstad", "people_gaining"])
    18500
    """
    area = take_area(area)
    chosen = take_scenarios(area, scenarios, toggles)
    return make_comparison(area, chosen, access=access, buses=buses)
