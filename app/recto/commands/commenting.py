"""Comments beside units: what is said, and who is meant by it."""

from __future__ import annotations

from collections.abc import Iterable

from recto.commands.catalogs import load_catalog, place_of
from recto.commands.review import find_unit, refuse_unknown
from recto.errors import CodeError, NotFoundError
from recto.project import Project
from recto.store import Desk
from recto.store.comments import Comment, Comments, Mention
from recto.store.people import key_of

MAX_CHARS = 5_000


def comment(  # noqa: PLR0913, PLR0917  # what is said, and who and where they are
    project: Project,
    desk: Desk,
    article: str,
    locale: str,
    unit_id: str,
    text: str,
    person: str,
    names: Iterable[str] = (),
    *,
    about_source: bool = False,
) -> int:
    """Say something about a unit, or about its source in all locales; returns the comment's id.

    ``names`` are those that may be mentioned, as ``@name``.

    :raises CodeError: there is no text, or too much of it.
    :raises NotFoundError: no such article, locale or unit.
    """
    refuse_unknown(project, article, locale)
    unit = find_unit(load_catalog(project, article, locale), unit_id, place_of(article, locale))
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text or len(text) > MAX_CHARS:
        raise CodeError(f"a comment has 1 to {MAX_CHARS} characters.", hint="Nothing was saved.")
    made = Comment(person, article, "" if about_source else locale, unit_id, unit.source, text)
    return Comments(desk).add(made, mentioned(text, names), locale)


def resolve(
    desk: Desk, place: tuple[str, str, str], number: int, person: str, *, is_open: bool = False
) -> None:
    """Close a comment of a unit, or open it again; ``place`` is article, locale and unit.

    :raises NotFoundError: there is no such comment in this place.
    """
    article, locale, unit_id = place
    comments = Comments(desk)
    found = comments.get(number)
    if (found.article, found.unit_id) != (article, unit_id) or found.locale not in {"", locale}:
        raise NotFoundError(f"there is no comment {number} here.", place_of(article, locale))
    comments.resolve(number, person, is_open=is_open)


def mentions(desk: Desk, after: int = 0) -> list[Mention]:
    """Return who was mentioned since the mention with an id: the caller remembers the last one's."""
    return Comments(desk).mentions(after)


def mentioned(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that a text mentions, each once, in its order; the longest that fits counts.

    >>> mentioned("@ana maria: see @Bo.", ["Ana", "Ana Maria", "Bo"])
    ('Ana Maria', 'Bo')
    """
    folded = key_of(text)
    known = sorted(((key_of(name), name) for name in names if name), key=lambda pair: -len(pair[0]))
    found: list[str] = []
    at = folded.find("@")
    while at >= 0:
        if not folded[at - 1 : at].isalnum() or at == 0:
            rest = folded[at + 1 :]
            found += next(([name] for key, name in known if _begins(rest, key)), [])
        at = folded.find("@", at + 1)
    return tuple(dict.fromkeys(found))


def _begins(rest: str, key: str) -> bool:
    return rest.startswith(key) and not rest[len(key) : len(key) + 1].isalnum()
