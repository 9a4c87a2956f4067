"""Gemeenten, their inhabitants, nature and the shape of the country, as they were fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from drenthe_geo.area.gazetteer import plain_name
from drenthe_geo.build.areas import generalised, wkt
from drenthe_geo.build.fetched.sound import require_apart, require_filled, require_same
from drenthe_geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from drenthe_geo.build.fetched.reading import Sources

OUTLINES = "boundaries_gemeenten"
GEMEENTE = 4
"""Digits of the code of a gemeente."""


def outlines_of(sources: Sources) -> gpd.GeoDataFrame:
    """Read the gemeenten, say which are the area's, and leave out those far from it."""
    chosen = sources.settings["area"]
    frame = sources.frame(OUTLINES, "outlines")
    if "provincie" not in frame:
        frame["provincie"] = ""
    file = sources.files(OUTLINES)[0].file
    for column in ("code", "naam"):
        require_filled(frame, column, file)
    frame["code"] = frame["code"].map(gemeente_code)
    frame["naam"] = frame["naam"].astype(str)
    require_same(frame, "naam", file)
    frame = frame.dissolve("code", as_index=False, sort=True)
    require_apart(frame, file, slip_share=sources.settings["outlines"]["slip_share"])
    frame["provincie"] = frame["provincie"].fillna("").astype(str)
    frame["own"] = _own(frame, chosen)
    if not frame["own"].any():
        there = sorted(set(frame["provincie"]) - {""})
        raise DataError("build.no_province", file=file, name=_wanted(chosen), there=there)
    home = frame.loc[frame["own"], "geometry"].union_all()
    frame_m = sources.settings["areas"]["frame_m"]
    near = frame.intersects(home.buffer(frame_m))
    return frame.loc[near, ["code", "naam", "provincie", "own", "geometry"]].reset_index(drop=True)


def _own(frame: gpd.GeoDataFrame, chosen: Mapping[str, Any]) -> pd.Series:
    """Tell which gemeenten are the area's: those that it names, or those of its province."""
    names = {plain_name(str(one)) for one in chosen.get("gemeenten", ())}
    if names:
        known = frame["naam"].map(plain_name)
        lost = names - set(known) - set(frame["code"].map(plain_name))
        if lost:
            raise DataError("build.no_gemeente", names=sorted(lost))
        own: pd.Series = known.isin(names) | frame["code"].map(plain_name).isin(names)
        return own
    wanted = {plain_name(str(one)) for one in (chosen["province"], *chosen.get("also", ()))}
    inside: pd.Series = frame["provincie"].map(plain_name).isin(wanted)
    return inside


def _wanted(chosen: Mapping[str, Any]) -> str:
    return str(chosen.get("province") or ", ".join(chosen.get("gemeenten", ())))


def gemeente_code(raw: object) -> str:
    """Write the code of a gemeente as CBS does, whoever wrote it."""
    text = str(raw).strip()
    digits = text.removesuffix(".0")
    return f"GM{digits.zfill(GEMEENTE)}" if digits.isdigit() else text


def nature_of(sources: Sources) -> gpd.GeoDataFrame:
    """Read where nature is protected; one row an area, whatever parts it comes in."""
    empty = gpd.GeoDataFrame({"slug": [], "naam": [], "badge": []}, geometry=[], crs=sources.crs)
    if not sources.has("natura2000"):
        return empty
    frame = sources.frame("natura2000", "nature")
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy())
    frame["slug"] = frame["slug"] if "slug" in frame else frame["naam"].map(plain_name)
    frame["slug"] = frame["slug"].map(lambda one: str(one).removesuffix(".0"))
    said = frame["badge"] if "badge" in frame else pd.Series("", frame.index)
    frame["badge"] = said.fillna("").astype(str).map(_badge)
    grouped = frame.groupby("slug")["badge"].agg(lambda each: _both(set(each)))
    merged = frame[["slug", "naam", "geometry"]].dissolve("slug", as_index=False, sort=True)
    merged["badge"] = merged["slug"].map(grouped)
    return merged


def _badge(said: str) -> str:
    """Say by which directive: the words of the source hold its letters, or the name."""
    text = said.upper()
    birds, habitats = "VR" in text or "BIRD" in text, "HR" in text or "HABITAT" in text
    if "BOTH" in text or birds == habitats:  # who says neither is taken to say both
        return "VR+HR"
    return "VR" if birds else "HR"


def _both(badges: set[str]) -> str:
    return badges.pop() if len(badges) == 1 else "VR+HR"


def country_table(outlines: gpd.GeoDataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Draw the land around, as far as gemeenten were fetched."""
    chosen = settings["country_outline"]
    [land] = generalised(np.array([outlines.geometry.union_all()]), chosen)
    country = str(settings["area"]["country"]).upper()
    row = (country, str(settings["area"].get("country_name", country)), wkt([land])[0])
    return pd.DataFrame([row], columns=["country", "name", "outline_rd"])
