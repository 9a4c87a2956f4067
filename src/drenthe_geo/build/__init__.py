"""The tables of an area, made out of public sources; the command ``build`` asks for them.

It may import io and what lies below; only the commands and the doors import it.
"""
