"""The cells of the dashboard. Up to 1,200 are on a page: their HTML is kept as long as their figures."""

from __future__ import annotations

from functools import lru_cache

from flask import url_for
from markupsafe import Markup

from recto.locales import display_name
from recto.store.statistics import KINDS, Figures
from recto.web.translating import _, ngettext


def cell(figures: Figures | None, article: str, reader: str) -> Markup:
    """Return a cell of the matrix as HTML, in the language of its reader."""
    if figures is None:
        return Markup('<span class="muted">{}</span>').format(_("Written in this language"))
    return _cell(figures, article, reader)


@lru_cache(maxsize=20_000)
def _cell(figures: Figures, article: str, reader: str) -> Markup:
    if figures.problem:
        said = Markup('<span class="problem error">▲ {}</span><br><span class="muted small">{}</span>')
        return said.format(_("Cannot be read"), figures.problem)
    if not figures.stamp:
        said = Markup('<span class="muted">{}</span><br><code class="small">recto extract</code>')
        return said.format(_("Not extracted yet"))
    address = url_for("articles.article", article=article, locale=figures.locale)
    words = _("%(num)s %% reviewed", num=figures.percent)
    language = display_name(figures.locale, reader)
    label = f"{article}, {language}: {', '.join([words, *_spoken(figures)])}"
    return Markup(
        '<a class="progress" href="{}" aria-label="{}">{}<span class="percent">{}</span>'
        '<span class="tallies">{}</span></a>'
    ).format(address, label, _bar(figures), words, _tallies(figures))


def _bar(figures: Figures) -> Markup:
    every = sum(figures.words.values()) or 1
    at, out = 0.0, []
    for kind in ("reviewed", "changed", "draft", "machine"):
        width = 100 * figures.words[kind] / every
        if width:
            out.append(f'<rect class="{kind}" x="{at:.1f}" width="{width:.1f}" height="8"/>')
        at += width
    head = '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
    return Markup(head + "".join(out) + "</svg>")  # noqa: S704  # numbers and names of our own


def _tallies(figures: Figures) -> Markup:
    """Return the counts as signs and numbers; what they mean is in the label and in ``title``."""
    counts = {kind: figures.units[kind] for kind in KINDS if kind != "reviewed" and figures.units[kind]}
    out = [
        Markup('<span class="kind {}" title="{}">{}</span>').format(kind, _counted(kind, number), number)
        for kind, number in counts.items()
    ]
    if figures.facts:
        out.append(Markup('<span class="facts" title="{}">{}</span>').format(
            _counted("facts", figures.facts), _("%(num)s in facts", num=figures.facts)))  # fmt: skip
    if figures.errors:
        out.append(
            Markup('<span class="error" title="{}">▲ {}</span>').format(
                _counted("errors", figures.errors), figures.errors
            )
        )
    if figures.signed_by:
        out.append(
            Markup('<span class="signature {}">{}</span>').format(
                "" if figures.is_signed else "over", _signed(figures)
            )
        )
    return Markup(" ").join(out)


def _signed(figures: Figures) -> str:
    if figures.is_signed:
        return _("signed off by %(name)s", name=figures.signed_by)
    return _("changed since sign-off")


def _spoken(figures: Figures) -> list[str]:
    out = [
        _counted(kind, figures.units[kind]) for kind in KINDS if kind != "reviewed" and figures.units[kind]
    ]
    out += [_counted(what, number) for what, number in (("facts", figures.facts), ("errors", figures.errors))
            if number]  # fmt: skip
    return [*out, _signed(figures)] if figures.signed_by else out


def _counted(kind: str, number: int) -> str:
    """Return a number of units and what they are."""
    match kind:
        case "empty":
            return ngettext("%(num)s not translated", "%(num)s not translated", number)
        case "machine":
            return ngettext("%(num)s machine draft", "%(num)s machine drafts", number)
        case "draft":
            return ngettext("%(num)s needs work", "%(num)s need work", number)
        case "changed":
            return ngettext("%(num)s source changed", "%(num)s sources changed", number)
        case "facts":
            return ngettext("%(num)s with a changed fact", "%(num)s with changed facts", number)
        case _:
            return ngettext("%(num)s with errors", "%(num)s with errors", number)
