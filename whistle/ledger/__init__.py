"""The log that nobody can edit: an RFC 9162 tree, signed notes, promises and ticks.

Pure: bytes in, bytes out. Storage comes in as an argument, time and chance too.
"""
