"""The page /demo: three windows, two minutes. Only the demonstration adds it; no service ever shows it.

What it shows and breaks is handed in as a `Stage`: nothing in this room can reach a database.
"""
