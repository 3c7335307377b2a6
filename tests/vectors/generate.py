"""Writes every file of vectors. ``python -m tests.vectors.generate``"""

from __future__ import annotations

import json

from tests.vectors.makers import (
    ages,
    consistency,
    directories,
    disclosing,
    epochs,
    frames,
    joining,
    journals,
    journals_read,
    key_files,
    keys,
    members,
    messages,
    openings,
    records,
    renewals,
    signatures,
    threads,
    tokens,
)
from tests.vectors.vector import BLOBS, HERE, Blobs

MAKERS = {
    "token": tokens,
    "ed25519": signatures,
    "keys": keys,
    "age": ages,
    "opening": openings,
    "message": messages,
    "frame": frames,
    "directory": directories,
    "key-file": key_files,
    "joining": joining,
    "thread": threads,
    "epochs": epochs,
    "members": members,
    "renewals": renewals,
    "journal": journals,
    "journals": journals_read,
    "disclosure": disclosing,
    "consistency": consistency,
    "record": records,
}


def generate() -> dict[str, str]:
    """File name -> what stands in it. The same in every run, as long as blobs.json stays."""
    blobs = Blobs.load()
    files = {}
    for name, maker in MAKERS.items():
        vectors = [vector.as_json() for vector in maker.vectors(blobs)]
        names = [vector["name"] for vector in vectors]
        assert len(set(names)) == len(names), f"{name}: a name stands twice"
        lines = ",\n".join("  " + json.dumps(vector, ensure_ascii=True) for vector in vectors)
        files[f"{name}.json"] = f'{{"about": {json.dumps(maker.ABOUT)}, "vectors": [\n{lines}\n]}}\n'
    blob_lines = ",\n".join(f'"{name}": "{text}"' for name, text in blobs.as_json().items())
    files[BLOBS.name] = f"{{\n{blob_lines}\n}}\n"
    return files


if __name__ == "__main__":
    for name, text in generate().items():
        (HERE / name).write_text(text, encoding="ascii")
