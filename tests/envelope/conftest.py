"""Machines that run tests are shared: an example that takes long is not a fault."""

from hypothesis import settings

settings.register_profile("whistle", deadline=None, max_examples=60)
settings.load_profile("whistle")
