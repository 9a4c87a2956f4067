"""How things look, on paper, on a screen and in a GIS: one table, and one ink for each minute.

It needs nothing, so that all that draws can read it.
"""
