"""Pages of results: one file with a map, tables and our own script, that works without a network.

It may import siting, placement, claims and what lies below; it does not know maps on paper and
documents. The script that draws the map is MapLibre GL JS. Measured in one and the same page in
headless Chromium: 0.9 MB and idle after 0.8 s, pans and zooms a map and needs no `eval`, so that
the page can forbid it. Plotly is 4.8 MB; Bokeh is 1.3 MB with its canvas alone, has no map that
turns degrees into a picture by itself, and builds its pages from Python objects of its own.
"""
