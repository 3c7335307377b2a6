"""Bytes in, bytes out: keys, tokens, sealed files, signed openings and messages, frames.

Pure: no Flask, no SQL, no clock. docs/PROTOCOL.md governs every byte; its sections are named in each module.
"""
