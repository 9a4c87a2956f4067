"""The gate that files of a user pass, and folders that a killed run left beside a result.

It may import errors and words; whoever reads or writes a user's file imports it.
"""
