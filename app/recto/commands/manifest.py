"""Who or what made each unit of a localized article, and of which files: a manifest beside the output.

``manifest.schema.json`` says what stands in it. The same sources and catalogs give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

from recto import __version__
from recto.compilation import Compiled
from recto.exchange import signoff
from recto.model import Article, Catalog, State, Unit
from recto.project import STATE_FOLDER, Project

FORMAT = 1
PERSON = "person"
SOURCE = "source"


def manifest(  # a file for each of its parts
    project: Project,
    article: Article,
    catalog: Catalog,
    compiled: Compiled,
    state: State,
    files: tuple[bytes, bytes | None, bytes],
) -> bytes:
    """Return the manifest; ``files`` are the bytes of source, catalog and output."""
    locale = catalog.locale
    names = (
        f"{project.config.sources}/{article.path}",
        project.name(project.catalog_file(article.path, locale)),
        project.name(project.output_file(article.path, locale)),
    )
    source, own, output = (_file(*one) for one in zip(names, files, strict=True))
    signature = signoff.signature(catalog.header) if signoff.is_signed_off(catalog) else None
    content = {
        "manifest": FORMAT,
        "recto": __version__,
        "article": article.path,
        "locale": locale,
        "source_locale": article.locale,
        "state": state.value,
        "percent": round(100 * compiled.article.coverage, 1),
        "signed_off_by": signature.name if signature else None,
        "source": source,
        "catalog": own,
        "output": output,
        "units": [_unit(unit, compiled.used) for unit in catalog.units],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")


def manifest_file(project: Project, path: str, locale: str) -> Path:
    """Return where the manifest of an article is: in a hidden folder of the output, which no site shows."""
    return project.root / project.config.output / STATE_FOLDER / locale / f"{path}.json"


def _file(name: str, content: bytes | None) -> dict[str, str] | None:
    return None if content is None else {"file": name, "sha256": sha256(content).hexdigest()}


def _unit(unit: Unit, used: Collection[tuple[str, str]]) -> dict[str, object]:
    is_used = unit.key in used
    return {
        "id": unit.id,
        "role": unit.role,
        "state": unit.state.value,
        "is_used": is_used,
        "made_by": (unit.origin or PERSON) if unit.target else SOURCE,
    }
