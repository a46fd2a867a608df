"""Articles that come from outside into the sources folder: the one place that writes there."""

from __future__ import annotations

from pathlib import Path

from recto import listing, paths, places, saving
from recto.errors import ConfigError, ConflictError, NotFoundError
from recto.project import MAX_ARTICLE, Project


def refusal(project: Project, path: str) -> str:
    """Return why an article cannot have a path, or an empty text; nothing outside the folder is touched."""
    if reason := paths.refusal(path):
        return f"the path is refused: {reason}"
    config = project.config
    if not paths.matcher(config.include).fullmatch(path) or paths.matcher(config.exclude).fullmatch(path):
        return f"{listing.NOT_COUNTED.rstrip('.')}; see 'include' and 'exclude' in recto.toml"
    known = set(project.articles())
    if path not in known:
        twin = paths.collisions([*known, path]).get(path, "")
        if twin:
            return f"some systems cannot tell it from {twin!r}"
    return _link(project, path)


def _link(project: Project, path: str) -> str:
    """Return whether a link stands where the article is to be written, or on the way there."""
    folder = project.root / project.config.sources
    at = folder
    for part in path.split("/"):
        at /= part
        if at.is_symlink():
            return "a link stands there or on the way there"
        if at.exists() and at.is_dir() == (at == folder / path):
            return "a folder or a file of that name is in the way"
    return ""


def put_article(project: Project, path: str, content: bytes, over: bytes | None) -> bool:
    """Write an article; False if it stands there already. ``over`` is what it takes the place of.

    :raises ConfigError: it cannot have this path.
    :raises ConflictError: something else than ``over`` stands there now.
    :raises RectoError: the system refused; what stood there is as it was.
    """
    where = f"{project.config.sources}/{path}"
    if reason := refusal(project, path):
        raise ConfigError(f"{reason}.", where[:200])
    if len(content) > MAX_ARTICLE:
        raise ConfigError(f"this has more than {MAX_ARTICLE / 1e6:.0f} MB.", where)
    file: Path = project.root / project.config.sources / path
    with project.lock(path, project.config.source_locale):
        if reason := _link(project, path):
            raise ConfigError(f"{reason}.", where)
        if not places.is_inside(file, project.root):
            raise ConfigError("this lies outside the project folder.", where)
        old = standing(project, path)
        if old == content:
            return False
        if old != over:
            raise ConflictError("this article was changed meanwhile.", where, "Look at the difference again.")
        try:
            saving.replace(file, content)
        except OSError as error:
            raise saving.explained(error, where, "The article is not saved.") from error
    return True


def standing(project: Project, path: str) -> bytes | None:
    """Return the bytes of an article's file, or None where there is none; links are not followed.

    :raises NotFoundError: the path is none that an article may have.
    """
    if reason := paths.refusal(path):
        raise NotFoundError(f"the path {path[:100]!r} is refused: {reason}.")
    try:
        return saving.read(project.root / project.config.sources / path)
    except OSError as error:
        raise saving.explained(error, f"{project.config.sources}/{path}") from error
