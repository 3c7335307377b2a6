"""The reviewers' journal of one concern: entries, what stands inside, reading and writing (PROTOCOL section 4).

The reporter holds every T_e, so that an entry is sealed to an identity of its own, which only reviewers are granted.
"""
