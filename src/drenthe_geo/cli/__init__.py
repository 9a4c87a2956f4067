"""The command line: words to values, a call, a table on the screen.

It may import everything; nothing imports it.
"""
