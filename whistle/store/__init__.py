"""All SQL and all storage: a module a noun, each a few functions of an open connection.

Nothing here knows of Flask, keys or the meaning of a byte; what arrives is stored, what is asked for is given back.
"""
