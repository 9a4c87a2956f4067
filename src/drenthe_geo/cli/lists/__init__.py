"""One file per command that lists what an area holds.

It may import the command line's ground, and what reads an area.
"""
