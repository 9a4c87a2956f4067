"""One file per command that asks something: its options, the call, what the screen shows.

It may import the command line's ground and answers.
"""
