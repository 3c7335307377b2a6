"""The command ``whistle``: one module a command, each imported only when it runs.

What the operator types becomes arguments here; what happens is in the rooms below. ``whistle.cli.offline`` needs
no server at all.
"""
