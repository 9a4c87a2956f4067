"""What a job takes: the memory that is free, and how far it is.

It may import errors and words; whoever computes much imports it.
"""
