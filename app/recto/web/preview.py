"""The article as its readers will see it, with the texts of now; each segment leads to its place."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, make_response, render_template, request, url_for
from markupsafe import Markup

from recto.commands.counts import kind
from recto.commands.previewing import Shown, preview
from recto.commands.review import refuse_unknown
from recto.inline.marks import MARK
from recto.locales import direction
from recto.model import State, Unit
from recto.store.drafts import Drafts
from recto.web.limits import limited
from recto.web.office import office
from recto.web.permits import needs
from recto.web.rendering import is_text, rendered, texts
from recto.web.turns import in_turn

blueprint = Blueprint("preview", __name__)

ADDRESS = "/a/<path:article>/<locale:locale>/preview"

FREEDOMS = "allow-same-origin allow-top-navigation-by-user-activation"
"""What the article's frame may do: be read by the page around it, and lead there when somebody clicks."""

FRAME_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        f"sandbox {FREEDOMS}",
    ]
)


@blueprint.get(ADDRESS)
@needs("read")
def page(article: str, locale: str) -> str:
    """Show an article in a window of its own, which follows the segment that is edited in another."""
    refuse_unknown(office().project, article, locale)
    state = wanted_state()
    return render_template("preview.html", article=article, locale=locale, state=state, freedoms=FREEDOMS)


@blueprint.get(f"{ADDRESS}/text")
@needs("read")
@limited("previews")
@in_turn
def text(article: str, locale: str) -> Response:
    """Return the article alone, for the frame.

    ``state=reviewed``: as it would be published; otherwise with drafts, and with what the reader typed
    and did not save yet.
    """
    here = office()
    state = State.REVIEWED if wanted_state() == "reviewed" else State.DRAFT
    typed = {}
    if state is State.DRAFT:
        mine = Drafts(here.desk).of_article(here.reader.id, article, locale)
        typed = {unit_id: draft.target for unit_id, draft in mine.items()}
    shown = preview(here.project, article, locale, typed, state, is_text=is_text(article))
    made = rendered(shown, partial(opening, shown))
    head = [
        (unit, MARK.sub("", said), opening(shown, unit, True)) for unit, said in texts(made.head, shown.uses)
    ]
    response = make_response(render_template("preview_text.html", shown=shown, head=head, body=made.body))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


def opening(shown: Shown, unit: Unit, is_first: bool) -> Markup:
    """Return the tag; a text that stands there twice has its address at the first place."""
    address = url_for("units.unit", article=shown.article, locale=shown.locale, unit_id=unit.id)
    place = Markup(' id="{}"').format(unit.id) if is_first else ""
    look = str(kind(unit)) if shown.uses(unit) else "untranslated"
    language = Markup(' lang="{}" dir="{}"').format(shown.source_locale, direction(shown.source_locale))
    return Markup('<a class="segment {}"{} data-unit="{}" href="{}" target="_parent"{}>').format(
        look, place, unit.id, address, "" if shown.uses(unit) else language
    )


def wanted_state() -> str:
    """Return which texts the address asks for: ``reviewed`` or ``draft``."""
    return "reviewed" if request.args.get("state") == "reviewed" else "draft"
