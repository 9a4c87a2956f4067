"""Prove in QGIS itself that what answers write opens there as it should; pictures besides.

Run with the Python that QGIS came with, no part of the tests:
``QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/qgis_proof.py FOLDER ... [--pictures FOLDER]``.
Each folder holds an answer. Ends with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from qgis.core import (  # type: ignore[import-not-found]
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize  # type: ignore[import-not-found]
from qgis.PyQt.QtGui import QColor  # type: ignore[import-not-found]

WIDTH, DPI, CRS = 1800, 150, "EPSG:28992"
NO_LAYER = "layer_styles"


def check_geopackage(path: Path) -> list[str]:
    """Open every layer of a file and look whether it is styled, valid and explained."""
    wrong = []
    top = QgsVectorLayer(str(path), "top", "ogr")
    for line in top.dataProvider().subLayers():
        name = line.split(top.dataProvider().sublayerSeparator())[1]
        if name == NO_LAYER:
            continue
        layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        said, loaded = layer.loadDefaultStyle()
        plain = [one.name() for one in layer.fields() if not one.alias() and one.name() != "fid"]
        bad = sum(not one.geometry().isGeosValid() for one in layer.getFeatures())
        wrong += [
            f"{path.name} {name}: {what}"
            for what, there in (
                ("not valid", not layer.isValid()),
                (f"no style: {said}", not loaded),
                ("no rules", layer.renderer().type() != "RuleRenderer"),
                (f"crs {layer.crs().authid()}", layer.crs().authid() != CRS),
                (f"no alias: {plain}", bool(plain)),
                (f"{bad} shapes are not valid", bool(bad)),
            )
            if there
        ]
    return wrong


def check_project(path: Path, pictures: Path | None) -> list[str]:
    """Open a project, look whether all of it is there, and draw it."""
    project = QgsProject.instance()
    project.clear()
    wrong = [] if project.read(str(path)) else [f"{path.name}: cannot be read"]
    layers = list(project.mapLayers().values())
    for layer in layers:
        if not layer.isValid():
            wrong.append(f"{path.name} {layer.name()}: not valid, {layer.source()}")
        if layer.crs().authid() != CRS:
            wrong.append(f"{path.name} {layer.name()}: crs {layer.crs().authid()}")
    if project.crs().authid() != CRS:
        wrong.append(f"{path.name}: crs {project.crs().authid()}")
    root = project.layerTreeRoot()
    shown = [one for one in root.layerOrder() if root.findLayer(one).isVisible()]
    stem = f"{path.parent.name}-{path.stem}"
    seconds = draw(project, shown, pictures and pictures / f"{stem}.png")
    every = draw(project, root.layerOrder(), None)
    print(f"{path}: {len(layers)} layers, {len(shown)} shown in {seconds:.1f} s, all {every:.1f} s")
    themes = project.mapThemeCollection()
    for theme in themes.mapThemes():
        chosen = set(themes.mapThemeVisibleLayerIds(theme))
        seen = [one for one in root.layerOrder() if one.id() in chosen]
        took = draw(project, seen, pictures and pictures / f"{stem}-{theme}.png")
        print(f"    {theme}: {len(seen)} layers, {took:.1f} s")
    return wrong


def draw(project: QgsProject, layers: list[object], to: Path | None) -> float:
    """Draw layers as the project opens; say how many seconds that takes."""
    settings = QgsMapSettings()
    view = QgsRectangle(project.viewSettings().defaultViewExtent())
    settings.setLayers(layers)
    settings.setDestinationCrs(project.crs())
    settings.setBackgroundColor(QColor(project.backgroundColor()))
    settings.setExtent(view)
    settings.setOutputSize(QSize(WIDTH, round(WIDTH * view.height() / view.width())))
    settings.setOutputDpi(DPI)
    begun = time.monotonic()
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    if to is not None:
        job.renderedImage().save(str(to))
    return time.monotonic() - begun


def main() -> int:
    """Look at all files of the folders."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--pictures", type=Path)
    asked = options.parse_args()
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
    app = QgsApplication([], GUIenabled=False)
    app.initQgis()
    wrong = []
    for folder in asked.folders:
        for path in sorted(folder.glob("*.gpkg")):
            wrong += check_geopackage(path)
        for path in sorted(folder.glob("*.tif")):
            layer = QgsRasterLayer(str(path), path.stem)
            if not layer.isValid() or layer.crs().authid() != CRS:
                wrong.append(f"{path.name}: not valid")
            if layer.renderer().type() != "singlebandpseudocolor":
                wrong.append(f"{path.name}: no style")
        for path in sorted(folder.glob("*.qgz")):
            wrong += check_project(path, asked.pictures)
    QgsProject.instance().clear()
    print("\n".join(wrong) or "All is well.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
