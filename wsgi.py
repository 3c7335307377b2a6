"""The service, for a WSGI server: ``gunicorn -c deploy/gunicorn.conf.py wsgi:app``."""

from config import settings
from whistle.app import create_app

app = create_app(settings())
