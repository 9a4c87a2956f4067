"""The gate of every coordinate system: refused where it has no place or no datum."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from own_places import ASSEN, RD

from drenthe_geo.crs import RD as GRID
from drenthe_geo.crs import to_grid
from drenthe_geo.errors import CrsError

RD_IN_PROJ = (
    "+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 "
    "+y_0=463000 +ellps=bessel +units=m +no_defs"
)
RD_OF_ESRI = (
    'PROJCS["RD_New",GEOGCS["GCS_Amersfoort",DATUM["D_Amersfoort",'
    'SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Double_Stereographic"],'
    'PARAMETER["False_Easting",155000.0],PARAMETER["False_Northing",463000.0],'
    'PARAMETER["Central_Meridian",5.38763888888889],PARAMETER["Scale_Factor",0.9999079],'
    'PARAMETER["Latitude_Of_Origin",52.15616055555555],UNIT["Meter",1.0]]'
)
UNDEFINED = (
    'GEOGCS["Undefined geographic SRS",DATUM["unknown",SPHEROID["unknown",6378137,'
    '298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
CARTESIAN = 'LOCAL_CS["Undefined Cartesian SRS",UNIT["metre",1]]'
ENGINEERING = (
    'ENGCRS["local",EDATUM["x"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],'
    'LENGTHUNIT["metre",1]]'
)


def in_rd(crs: object, point: shapely.Point = ASSEN) -> shapely.Point:
    """A point that is said to be in a CRS, in RD New."""
    found = to_grid(gpd.GeoDataFrame(geometry=[point], crs=crs), GRID, "mine.gpkg").geometry.iloc[0]
    assert isinstance(found, shapely.Point)
    return found


@pytest.mark.parametrize(
    "crs",
    [
        RD_IN_PROJ,
        RD_IN_PROJ.replace("bessel", "bessel +towgs84=565.2369,50.0087,465.658,-0.4,0.35,-1.87,4"),
        # A shift in the wrong unit (microradians for seconds), as old files have, moves nothing.
        RD_IN_PROJ.replace("bessel", "bessel +towgs84=565.2369,50.0087,465.658,-1.97,1.7,-9.06,4"),
        RD_OF_ESRI,
        RD_OF_ESRI.replace("D_Amersfoort", "unknown"),
    ],
)
def test_rd_new_in_other_words_is_rd_new(crs: str) -> None:
    assert in_rd(crs) == ASSEN


@pytest.mark.parametrize(
    "crs",
    [
        "EPSG:28991",
        "EPSG:4289",
        "EPSG:4258",
        "EPSG:4326",
        "EPSG:3035",
        "EPSG:25831",
        "EPSG:7415",
        "EPSG:3857",
        "EPSG:31370",
        "EPSG:31466",
        "EPSG:4230",
        "OGC:CRS84",
        "+proj=longlat +datum=WGS84",
    ],
)
def test_systems_with_a_datum_are_read(crs: str) -> None:
    there = gpd.GeoSeries([ASSEN], crs=RD).to_crs(crs).iloc[0]
    assert in_rd(crs, there).distance(ASSEN) < 0.01


@pytest.mark.parametrize(
    ("crs", "given"),
    [
        (CARTESIAN, "Undefined Cartesian SRS"),
        (ENGINEERING, "local"),
        ("EPSG:4978", "EPSG:4978"),
        ("EPSG:5709", "EPSG:5709"),
    ],
)
def test_a_system_that_is_nowhere_is_refused(crs: str, given: str) -> None:
    with pytest.raises(CrsError) as caught:
        in_rd(crs)
    assert str(caught.value) == (
        f"mine.gpkg: its coordinate reference system ({given}) has no place on earth; set the "
        'right one where the file is made, or with .set_crs("EPSG:28992", allow_override=True) '
        'for RD New or .set_crs("EPSG:4326", allow_override=True) for lon/lat.'
    )


@pytest.mark.parametrize(
    ("crs", "given"),
    [
        (UNDEFINED, "Undefined geographic SRS"),
        ("+proj=longlat +ellps=WGS84", "unknown"),
        ("+proj=longlat +ellps=bessel", "unknown"),
        ("+proj=longlat +ellps=bessel +towgs84=0,0,0", "unknown"),
        ("+proj=longlat +ellps=bessel +nadgrids=@null", "unknown"),
        ("+proj=longlat +R=6371000", "unknown"),
        ("+proj=utm +zone=31 +ellps=GRS80", "unknown"),
        ("EPSG:4004", "EPSG:4004"),
        ("EPSG:4267", "EPSG:4267"),
        ("IAU_2015:30100", "Moon (2015) - Sphere / Ocentric"),
    ],
)
def test_a_system_without_a_datum_is_refused(crs: str, given: str) -> None:
    with pytest.raises(CrsError) as caught:
        in_rd(crs, shapely.Point(6.56, 52.99))
    assert str(caught.value) == (
        f"mine.gpkg: its coordinate reference system ({given}) has no datum from which a way to "
        "RD New is known, so all of it may lie some 100 m off; set the right one where the file "
        'is made, or with .set_crs("EPSG:28992", allow_override=True) for RD New or '
        '.set_crs("EPSG:4326", allow_override=True) for lon/lat.'
    )
