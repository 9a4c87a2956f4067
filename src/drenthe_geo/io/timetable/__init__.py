"""A timetable in GTFS, step by step: its files, its days, its calls, the lines they make.

Read here and not by a library: of a feed of a whole country it keeps the trips of one day alone.
"""
