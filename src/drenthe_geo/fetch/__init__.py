"""Public sources fetched to a folder that says of each file where it is from.

It may import io and what lies below; only commands, doors and the build of an area import it.
"""
