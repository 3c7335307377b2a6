"""Compiled templates, kept beside their sources as Python keeps modules: compiling them is half of making the pages.

Where the folder cannot be written, as on a hardened server, they are compiled at each start.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """Under ``folder``, by template; good for its source, ``options``, and the Python and the Jinja that made it."""

    def __init__(self, folder: Path, options: object) -> None:
        self._folder, self._options = folder / "__pycache__", repr(options)

    def get_source_checksum(self, source: str) -> str:
        return hashlib.sha256(f"{self._options}\n{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        # What is there and is not of this source, Python or Jinja, or is damaged, Jinja makes anew.
        with contextlib.suppress(OSError), self._path(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        path = self._path(bucket)
        making = path.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            making.write_bytes(bucket.bytecode_to_string())
            making.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.jinja"
