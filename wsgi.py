"""The service, for a WSGI server: ``gunicorn -c deploy/gunicorn.conf.py wsgi:app``."""

from whistle.app import service

app = service()
