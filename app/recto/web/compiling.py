"""Compiling into the output folder: a few files at once, many as jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import Blueprint, Response, abort, current_app, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from recto.commands import compiling
from recto.commands.compile import compile_articles
from recto.commands.exporting import Wanted, pairs
from recto.store import Jobs
from recto.web.asking import sent, texts_in
from recto.web.limits import limited
from recto.web.office import office
from recto.web.permits import demand, needs
from recto.web.translating import _

blueprint = Blueprint("compiling", __name__)

AT_ONCE = 20
"""Files that are compiled while a browser waits; more are a job for each locale."""
MOST_SHOWN = 50
ASKED = '{"articles": [paths], "locales": [tags]}'


@blueprint.post("/compile")
@needs("edit")
@limited("exports")
def compile_now() -> Answer:
    """Compile articles into the output folder."""
    articles, locales = request.form.getlist("article"), request.form.getlist("locale")
    if write(_chosen(articles, locales), "source"):
        return redirect(url_for("jobs.listed"), 303)
    is_one = len(articles) == len(locales) == 1
    page = url_for("signing.page", article=articles[0], locale=locales[0]) if is_one else None
    return redirect(page or url_for("articles.dashboard"), 303)


@blueprint.post("/api/v1/compile")
@needs("edit")
@limited("exports")
def compile_api() -> Response | tuple[Response, int]:
    """Compile articles into the output folder.

    Answers ``{"outputs": [{"article", "locale", "file", "is_changed", "is_held_back"}], "errors": [texts]}``;
    what is held back stays as it was, because too little of it is reviewed. Of more than 20 files 202
    ``{"jobs": [names]}``: a job for each locale.

    :<json array articles: their names; without it all of them
    :<json array locales: their tags; without it all of them, which needs a role in each
    """
    asked = sent(ASKED)
    chosen = _chosen(texts_in(asked, "articles", ASKED), texts_in(asked, "locales", ASKED))
    if len(chosen) > AT_ONCE:
        return jsonify(jobs=_start(chosen, "source")), 202
    articles, locales = ([*dict.fromkeys(some)] for some in zip(*chosen, strict=True))
    report = compile_articles(office().project, articles, locales)
    names = ("article", "locale", "file", "is_changed", "is_held_back")
    return jsonify(
        outputs=[{name: getattr(one, name) for name in names} for one in report.outputs],
        errors=[str(error) for error in report.errors],
    )


def _chosen(articles: Sequence[str], locales: Sequence[str]) -> list[tuple[str, str]]:
    """Return what was chosen, without a choice all; answers 403 for a locale that is not the reader's."""
    project = office().project
    every = project.articles()
    wanted = tuple(locales or project.config.target_locales)
    for locale in wanted:
        demand("edit", locale)
    if not set(articles) <= set(every):
        abort(404, _("The project has no such article."))
    return pairs(project, Wanted(tuple(articles or every), wanted), most=None)


def write(chosen: Sequence[tuple[str, str]], policy: str) -> bool:
    """Compile files and tell of it with the next page; return whether it became jobs instead."""
    if len(chosen) > AT_ONCE:
        _start(chosen, policy)
        return True
    done = [compiling.write(office().project, path, locale, policy) for path, locale in chosen]
    flash(_("Files written: %(num)s.", num=sum(one.files for one in done)))
    held_back = [one.held_back for one in done if one.held_back]
    for file in held_back:
        flash(_("%(file)s stays as it was: too little of it is reviewed.", file=file))
    for problem in [problem for one in done for problem in one.problems][:MOST_SHOWN]:
        flash(problem)
    return False


def _start(chosen: Sequence[tuple[str, str]], policy: str) -> list[str]:
    here = office()
    jobs = cast(Jobs, current_app.extensions["recto.jobs"])
    return [one.id for one in compiling.start(jobs, here.person, chosen, policy)]
