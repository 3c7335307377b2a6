"""Updates every catalogue from the sources, compiles it, and says what its translators have to do."""

from __future__ import annotations

from tests.words import catalogues


def main() -> None:
    for language in catalogues.TRANSLATED:
        catalogues.words_of(language).write_bytes(catalogues.updated(language))
        for path, made in catalogues.products(language).items():
            path.write_bytes(made)
        messages = [message for message in catalogues.read(language) if message.id]
        missing = [message for message in messages if message.fuzzy or not all(catalogues.forms(message))]
        print(
            f"{language}: {len(messages)} messages, {len(missing)} to translate in {catalogues.words_of(language)}"
        )


if __name__ == "__main__":
    main()
