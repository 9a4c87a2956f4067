"""The tables of an area, made out of public sources: ``python -m drenthe_geo.build``.

It may import io and what lies below; nothing imports it.
"""
