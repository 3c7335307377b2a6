"""Whistle: concerns about mishandled cases, anonymous and end-to-end encrypted."""
