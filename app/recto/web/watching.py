"""``recto watch``: compile while somebody writes, with a preview in the browser that reloads itself.

The preview shows what is compiled, through the desk's allow-list: nothing in an article runs or loads. It
changes nothing and answers on this machine alone.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from importlib.resources import files

import click
from flask import Flask, Response, abort, render_template, request, url_for
from markupsafe import Markup
from waitress.server import create_server

from recto import commands
from recto.commands.counts import kind
from recto.commands.previewing import Shown, preview
from recto.commands.watching import Pair, Round, Watch
from recto.errors import NotFoundError, RectoError
from recto.inline.marks import MARK
from recto.locales import direction
from recto.model import State, Unit
from recto.table_settings import DeskSettings
from recto.terminal import visible
from recto.web import security
from recto.web.address import LocaleConverter
from recto.web.rendering import is_text, rendered, texts
from recto.web.serving import LOOPBACK, bind

PAUSE_S = 0.4
REST = 10
"""A look rests so many times as long as it took: in a project of any size it takes a tenth of a processor."""
THREADS = 4


class Rounds:
    """How often each page was made anew; a page that shows another number reloads itself."""

    def __init__(self) -> None:
        self._start = secrets.token_hex(4)
        self._counts: Counter[Pair] = Counter()
        self._all = 0

    def note(self, one: Round) -> None:
        self._counts.update(one.changed)
        self._all += bool(one.changed)

    def mark(self, pair: Pair | None = None) -> str:
        """Return what changes when a page does, or when any does."""
        return f"{self._start}-{self._all if pair is None else self._counts[pair]}"


def create_app(watch: Watch, rounds: Rounds) -> Flask:
    """Return the preview of a project that is watched."""
    app = Flask("recto.web", template_folder="watch", static_folder="watch/static")
    app.url_map.converters.update(locale=LocaleConverter)
    app.before_request(_refuse_other_hosts)
    app.before_request(security.refuse_other_sites)
    app.after_request(_dress)

    @app.get("/")
    def index() -> str:
        articles: dict[str, list[str]] = {}
        for path, locale in commands.pairs(watch.project, watch.globs, watch.wanted):
            articles.setdefault(path, []).append(locale)
        shared = {
            "project": watch.project.config.project,
            "mark": rounds.mark(),
            "changes": url_for("changes"),
        }
        return render_template("index.html", articles=articles, **shared)

    @app.get("/<locale:locale>/<path:article>")
    def page(locale: str, article: str) -> str:
        mark = rounds.mark((article, locale))  # before the texts are read: what comes after is new
        values = {
            "article": article,
            "locale": locale,
            "direction": direction(locale),
            "mark": mark,
            "changes": url_for("changes", locale=locale, article=article),
        }
        try:
            return render_template("page.html", **values, **_shown(watch, article, locale))
        except NotFoundError:
            abort(404)
        except RectoError as error:
            return render_template("page.html", **values, shown=None, problem=str(error))

    @app.get("/changes")
    def changes() -> Response:
        locale, article = request.args.get("locale", ""), request.args.get("article", "")
        mark = rounds.mark((article, locale)) if article else rounds.mark()
        return Response(mark, mimetype="text/plain")

    @app.get("/preview.css")
    def preview_css() -> Response:
        text = (files("recto.web") / "static" / "preview.css").read_text("utf-8")
        return Response(text, mimetype="text/css")

    return app


def _shown(watch: Watch, article: str, locale: str) -> dict[str, object]:
    """Return what the page of an article is made of."""
    publish = watch.project.config.publish_for(locale).state
    state = State.DRAFT if watch.is_draft else publish
    shown = preview(watch.project, article, locale, state=state, is_text=is_text(article))
    made = rendered(shown, partial(_opening, shown))
    head = [
        (unit, MARK.sub("", said), _opening(shown, unit, True)) for unit, said in texts(made.head, shown.uses)
    ]
    problem = " ".join(f"{one.unit.source[:60]!r}: {one.error.problem}" for one in shown.refusals)
    return {"shown": shown, "head": head, "body": made.body, "problem": problem}


def _opening(shown: Shown, unit: Unit, _is_first: bool) -> Markup:
    look = str(kind(unit)) if shown.uses(unit) else "untranslated"
    language = Markup(' lang="{}" dir="{}"').format(shown.source_locale, direction(shown.source_locale))
    return Markup('<a class="segment {}"{}>').format(look, "" if shown.uses(unit) else language)


def _refuse_other_hosts() -> None:
    if not security.HOST.fullmatch(request.headers.get("Host", "")):
        abort(400, "This answers on 127.0.0.1, localhost and [::1] only.")


def _dress(response: Response) -> Response:
    response.headers.update(security.HEADERS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _tell(one: Round) -> None:
    for line in one.told:
        commands.say(line)
    for line in one.errors:
        click.echo(f"recto: {visible(line)}", err=True)


def _follow(watch: Watch, rounds: Rounds, stop: threading.Event) -> None:
    """Look again and again until somebody says stop."""
    pause = PAUSE_S
    while not stop.wait(pause):
        start = time.monotonic()
        one = watch.look()
        rounds.note(one)
        _tell(one)
        pause = max(PAUSE_S, REST * (time.monotonic() - start))


@click.command("watch")
@commands.globs_argument
@commands.locale_option
@click.option("--draft", "is_draft", is_flag=True, help="Use drafts as well as what is reviewed.")
@click.option(
    "--port", default=8090, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one."
)
def command(globs: Sequence[str], wanted: Sequence[str], is_draft: bool, port: int) -> None:
    """Compile whatever changes, and show it in the browser, until Ctrl-C.

    Looks at the articles, the PO files and the settings; a page in the browser loads itself again when what
    it shows has changed. What cannot be compiled is told, and the watch goes on.

    \b
    Example:
      recto watch world/tea.md --locale de --draft
    """
    watch = Watch(commands.open_project(), globs, wanted, is_draft)
    rounds, stop = Rounds(), threading.Event()
    with bind(LOOPBACK[0], port, DeskSettings()) as listening:
        _tell(watch.start())
        app = create_app(watch, rounds)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        server = create_server(app, sockets=[listening], threads=THREADS, ident="recto")
        commands.say(
            f"The preview is at http://127.0.0.1:{listening.getsockname()[1]}/ (Ctrl-C ends the watch)."
        )
        looking = threading.Thread(target=_follow, args=(watch, rounds, stop))
        looking.start()
        try:
            server.run()
        finally:
            stop.set()
            looking.join()
            server.close()
