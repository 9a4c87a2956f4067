"""Inputs out of a folder that ``fetch`` filled, and an area made of them.

Which columns of which source mean what stands in ``data/defaults/build.toml``.
"""
