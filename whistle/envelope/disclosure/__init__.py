"""Showing chosen messages of a thread to somebody who is no member, a tribunal say (PROTOCOL section 7, Disclosure).

``form`` is the file as such, ``making`` writes one from a thread, ``checking`` says whether one holds. The receipt in
it is about the log: ``whistle.ledger`` reads that, and the envelope only carries it.
"""
