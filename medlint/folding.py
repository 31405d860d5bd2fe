"""Text as words are looked for in it: in small letters, and without what stands between words."""

from __future__ import annotations

from medlint.text import like_ascii

# Letters become small ones, all that stands between words becomes spaces.
_PLAIN = bytes(ord(chr(byte).lower()) if chr(byte).isalnum() and byte < 128 else 32 for byte in range(256))
_ASCII = bytes(range(128))


def fold(text: str) -> str:
    """Return `text` as triggers are looked for in it: lower case by the rules of `re.IGNORECASE`, equally long."""
    plain = like_ascii(text)
    if plain.isascii():
        return plain.lower()
    # Python asks of each letter of a text that is not all ASCII what its small one is; of bytes it does not.
    written = plain.encode("utf-8", "surrogatepass")
    beyond = written.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return written.lower().decode("utf-8", "surrogatepass") if beyond.lower() == beyond else plain.lower()


def words_in(text: str) -> list[bytes]:
    """Return the words of a text, in order: runs of ASCII letters and digits, in small letters."""
    return plain_words(text).split()


def plain_words(text: str) -> bytes:
    """Return the words of a text with spaces between them, as long as the text."""
    return like_ascii(text).encode("ascii", "replace").translate(_PLAIN)
