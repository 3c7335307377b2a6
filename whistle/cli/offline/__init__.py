"""Reading an exported concern with nothing but the files, a key and the directory: no server, no network."""
