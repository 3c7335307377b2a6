"""`make words`: gathers every message that a reporter can read, and keeps the catalogue of each language up to date.

`extracting` reads the messages out of templates, scripts and tables; `catalogues` writes what translators work in and
what the service reads. `python -m tests.words` does both.
"""
