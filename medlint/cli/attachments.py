"""The saved pages that a page's `references` names, read for the rules, which have no file system."""

from __future__ import annotations

import os

from medlint.typed import TYPE_CHECKING
from medlint.watching import current

if TYPE_CHECKING:
    from pathlib import Path

# More saved pages than this are read for no page.
_MOST = 50
_KEY = b"references"


def read_attachments(data: bytes | None, path: str, root: str, limit: int) -> tuple[dict[str, str], bool]:
    """Return the text of the saved pages that a page's front matter names, by the path that it names them by; and
    whether it names any, there or not: what is found in the page then depends on more than the page.

    `data` and `path` are the page's, `root` is the project's folder, `limit` is in bytes a file. A path is relative to
    the page's folder or, where no such file is there, to `root`. What lies outside of the project, links out of it, is
    no plain file, too large or no text is left out: a page of a stranger must not make medlint read what is not meant.
    """
    if data is None or _KEY not in data:
        return {}, False
    from medlint.citation import entries, saved_path
    from medlint.frontmatter import read
    from medlint.text import DecodeError, decode

    try:
        references = read(decode(path, data)).data.get("references")
    except DecodeError:
        return {}, False
    from pathlib import Path

    folder, inside = Path(os.path.realpath(Path(path).parent)), Path(os.path.realpath(root))
    if not folder.is_relative_to(inside):
        # A page that is named from elsewhere may cite what lies beside it.
        inside = folder
    found: dict[str, str] = {}
    names = False
    for _, entry in entries(references):
        name = saved_path(entry)
        names = names or name is not None
        if name is None or name in found or len(found) == _MOST:
            continue
        text = next(filter(None, (_read(base, name, inside, limit) for base in (folder, inside))), None)
        if text is not None:
            found[name] = text
    return found, names


def _read(base: Path, name: str, inside: Path, limit: int) -> str | None:
    from pathlib import Path

    from medlint.text import DecodeError, decode

    try:
        # A link is followed first and asked afterwards where it led.
        real = Path(os.path.realpath(base / name))
        watch = current()
        if watch is not None:
            # Where it leads as it is named: a link on the way may lead elsewhere the next time.
            watch.looked_for(str(base / name))
        if Path(name).is_absolute() or not real.is_relative_to(inside) or not real.is_file():
            return None
        with real.open("rb") as stream:
            data = stream.read(limit + 1)
        return decode(name, data).text if len(data) <= limit else None
    except (OSError, ValueError, DecodeError):
        return None
