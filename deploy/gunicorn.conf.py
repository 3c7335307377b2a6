"""gunicorn for Whistle: ``gunicorn -c deploy/gunicorn.conf.py wsgi:app``."""

import contextlib
import ctypes
import gc

bind = "127.0.0.1:8000"

# Two processes of 32 threads: the work is waiting for durable commits, and signatures, which let others run.
worker_class = "whistle.web.server_worker.ServerWorker"
workers = 2
threads = 32

# The application is made once and its pages are shared by all processes. Nothing connects before the fork.
preload_app = True

# Each thread would get a heap of its own from glibc, and keep what a request once needed: a third of all memory, for
# threads of which one runs at a time. Other libraries have no such number, or none of this name.
M_ARENA_MAX = -8
with contextlib.suppress(AttributeError, OSError):
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)

# No access log: what is not written cannot be asked for. The other log passes an allow-list.
accesslog = None
errorlog = "-"
logger_class = "whistle.web.server_log.ServerLog"
capture_output = False
control_socket_disable = True

timeout = 30
graceful_timeout = 10
keepalive = 5

# Requests have short addresses and few headers.
limit_request_line = 2048
limit_request_fields = 60


def when_ready(_server):
    """Just before the workers are made: keep the collector from touching, and so copying, what they share."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker):
    """Compress the pages while the first visitors are served already."""
    from whistle.web.held import compress_in_background

    compress_in_background(worker.wsgi.extensions["whistle"][1].all())
