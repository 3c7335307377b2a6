"""The web: turns requests into calls of services, and errors into calm answers.

It imports neither SQLAlchemy nor the store, and its audiences (report, desk, audit) know nothing of each other.
Nothing about a reporter's request is kept or logged.
"""
