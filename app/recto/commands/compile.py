"""Articles and catalogs -> localized articles, and the catalogs' binary form."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from recto import formats, looking
from recto.commands import open_project, say, say_errors, say_json
from recto.commands.batch import each
from recto.commands.cutting import cut, sentence_ends
from recto.commands.ledger import Ledger
from recto.commands.manifest import manifest, manifest_file
from recto.commands.pseudo import compile_pseudo
from recto.commands.publication import held_back, localize
from recto.commands.sites import ProjectSite, copy_assets
from recto.commands.traces import Output, Pair, Run, Trace
from recto.compilation import Compiled, Refusal
from recto.errors import CompileError, RectoError
from recto.exchange import mo, po
from recto.inline import Cuts
from recto.model import Article, Catalog, Document, State
from recto.project import Project

__all__ = ["Output", "Report", "compile_articles", "compile_path", "excerpt", "localize"]


@dataclass(frozen=True)
class Report:
    outputs: tuple[Output, ...]
    errors: tuple[RectoError, ...]
    gone: tuple[str, ...] = ()
    """Files of articles and locales that are not there any more."""
    removed: tuple[str, ...] = ()
    """Those of them that were removed."""


def compile_articles(
    project: Project,
    globs: Sequence[str] = (),
    wanted: Sequence[str] = (),
    *,
    state: State | None = None,
    check: bool = False,
    force: bool = False,
    prune: bool = False,
) -> Report:
    """Compile what is not up to date of the chosen articles; files are written whole and only if they change.

    ``state`` is the lowest whose targets are used, in place of the settings'. With ``check`` nothing is
    written and ``is_changed`` says what would be. ``force``: whatever the record of earlier runs says.
    ``prune``: outputs of articles that are not there any more are removed. A target that cannot be used is an
    error; its source stands in its place.
    """
    site = ProjectSite(project, state)
    ledger = Ledger(project, state, is_new=force, is_kept=check)
    every = {path: _locales(project, path, wanted) for path in project.articles(globs)}
    done = {
        (path, one) for path, locales in every.items() for one in locales if ledger.is_done(path, one, site)
    }
    jobs = [
        (path, left)
        for path, locales in every.items()
        if (left := tuple(one for one in locales if (path, one) not in done))
    ]
    # What the answers were is not asked of those that have them, but noted anew by each that asks.
    work = partial(trace_path, project, state, check, ProjectSite(project, state))
    traces: list[Trace] = []
    errors = [] if globs else list(project.article_findings())
    is_ended = False
    copies: set[str] = set()
    try:
        for found, refused in each(work, jobs, "compile", lambda job: job[0]):
            traces += found
            errors += refused
        outputs = _outputs(every, traces, done, ledger)
        copies = copy_assets(
            project, ((path, one.locale) for one in outputs for path in one.assets), check=check
        )
        is_ended = True
    finally:
        # Also where somebody stopped it: what was done is not done again.
        is_whole = is_ended and not globs and not wanted
        pairs = {(path, one) for path, locales in every.items() for one in locales}
        ledger.save(Run(traces, done, pairs, copies, is_whole, is_ended and not errors, is_ended and prune))
    return Report(tuple(outputs), tuple(errors), tuple(ledger.gone), tuple(ledger.removed))


def _locales(project: Project, path: str, wanted: Sequence[str]) -> list[str]:
    """Return the locales in which an article is written: its own, if the site has that, and the targets."""
    targets = project.target_locales(path, wanted)
    has_own = project.config.localize and project.config.site.source
    return [project.config.article(path).source_locale, *targets] if has_own else targets


def _outputs(
    every: dict[str, list[str]], traces: Sequence[Trace], done: Collection[Pair], ledger: Ledger
) -> list[Output]:
    """Return what came of all, in the order of articles and locales; of what went wrong there is nothing."""
    made = {trace.pair: trace.output for trace in traces}
    made |= {pair: ledger.output(*pair) for pair in done}
    return [made[path, one] for path, locales in every.items() for one in locales if (path, one) in made]


def compile_path(
    project: Project, state: State | None, check: bool, job: tuple[str, tuple[str, ...]]
) -> tuple[list[Output], list[RectoError]]:
    """Compile one article into some locales, up to date or not; whatever goes wrong is in the result."""
    traces, errors = trace_path(project, state, check, ProjectSite(project, state), job)
    outputs = [trace.output for trace in traces]
    copy_assets(project, ((path, one.locale) for one in outputs for path in one.assets), check=check)
    return outputs, errors


def trace_path(
    project: Project, state: State | None, check: bool, site: ProjectSite, job: tuple[str, tuple[str, ...]]
) -> tuple[list[Trace], list[RectoError]]:
    """Compile one article into some locales, its own among them or not, and tell what was made of what."""
    path, locales = job
    traces: list[Trace] = []
    errors: list[RectoError] = []
    try:
        press = _Press(project, project.read_article(path), state, site, check=check)
    except RectoError as error:
        return traces, [error]
    for locale in locales:
        try:
            if locale == press.article.locale:
                traces.append(press.own())
                continue
            trace, refused = press.localized(locale)
        except RectoError as error:
            errors.append(error)
            continue
        traces.append(trace)
        errors += refused
    return traces, errors


class _Press:
    """An article, cut once for all its locales."""

    def __init__(
        self, project: Project, article: Article, state: State | None, site: ProjectSite, *, check: bool
    ) -> None:
        self.project, self.article, self.state, self.site, self.check = project, article, state, site, check
        is_text = formats.package(article.path) is None
        self.bytes = (
            article.text.encode("utf-8", "surrogatepass") if is_text else project.article_bytes(article.path)
        )
        self.document: Document = cut(project, article)
        self.cuts = Cuts(sentence_ends(project, article))

    def localized(self, locale: str) -> tuple[Trace, list[RectoError]]:
        """Compile into one locale; return what came of it and the targets that were refused."""
        project, article = self.project, self.article
        publish = project.config.publish_for(locale)
        state = self.state or publish.state
        with nullcontext() if self.check else project.lock(article.path, locale):
            where = project.name(project.catalog_file(article.path, locale))
            content = project.read_catalog(article.path, locale)
            catalog = Catalog(locale) if content is None else po.load(content, where, locale)
            compiled = localize(project, article, self.document, catalog, state, cuts=self.cuts)
            reasons = tuple(reason.text for reason in held_back(publish, compiled))
            files = {} if content is None else {project.mo_file(article.path, locale): mo.compile_mo(catalog)}
            if not reasons:
                files |= self._published(catalog, compiled, state, content)
            return self._written(files, locale, content, compiled, reasons), [
                _refused(refusal, where) for refusal in compiled.refusals
            ]

    def own(self) -> Trace:
        """Write the article as the site has it in its own locale."""
        locale = self.article.locale
        with nullcontext() if self.check else self.project.lock(self.article.path, locale):
            text = self.site.source_version(self.article)
            file = self.project.output_file(self.article.path, locale)
            return self._written({file: self.project.packed(self.article.path, text)}, locale, None, None, ())

    def _published(
        self, catalog: Catalog, compiled: Compiled, state: State, content: bytes | None
    ) -> dict[Path, bytes]:
        """Return the localized article's files. The one place where it becomes a page of a site."""
        project, path, locale = self.project, self.article.path, catalog.locale
        text = self.site.localized(self.article, compiled.article, catalog, state)
        output = project.packed(path, text)
        files = {project.output_file(path, locale): output}
        if project.config.publish_for(locale).manifest:
            own = manifest(project, self.article, catalog, compiled, state, (self.bytes, content, output))
            files[manifest_file(project, path, locale)] = own
        return files

    def _written(
        self,
        files: dict[Path, bytes],
        locale: str,
        catalog: bytes | None,
        compiled: Compiled | None,
        reasons: tuple[str, ...],
    ) -> Trace:
        """Write what changed, and return what was made of what."""
        project, path = self.project, self.article.path
        if self.check:
            is_changed = any(not project.holds(file, new) for file, new in files.items())
        else:
            is_changed = sum(project.write(file, new, is_derived=True) for file, new in files.items()) > 0
        percent = 100 * compiled.article.coverage if compiled else 100.0
        name = project.name(project.output_file(path, locale))
        assets = self.site.taken()
        output = Output(path, locale, name, round(percent, 1), is_changed, bool(reasons), assets, reasons)
        return Trace(
            output,
            looking.digest(self.bytes),
            "" if catalog is None else looking.digest(catalog),
            tuple((project.name(file), looking.digest(new)) for file, new in files.items()),
            () if self.check else tuple(looking.stamp(str(file)) for file in files),
            self.site.asked(),
            not (compiled and compiled.refusals),
        )


def _refused(refusal: Refusal, where: str) -> RectoError:
    unit = refusal.unit
    problem = f"the target of unit {unit.id} ({excerpt(unit.source)}) is not used: {refusal.error.problem}"
    return CompileError(problem, where, refusal.error.hint)


def excerpt(text: str, length: int = 40) -> str:
    """Return the beginning of a text, quoted, for a message."""
    return repr(text if len(text) <= length else text[: length - 1] + "\u2026")


def _tell(report: Report, verb: str) -> None:
    for output in report.outputs:
        if output.is_changed:
            say(f"{output.file}  {output.coverage:.0f} %")
        if output.is_held_back:
            say(looking.held_back(output.file, output.reasons))
    for file in report.removed:
        say(f"{file}  removed.")
    for file in report.gone:
        say(f"{file}  There is no article for it any more. Remove it, or run 'recto compile --prune'.")
    changed = sum(output.is_changed for output in report.outputs)
    say(looking.summed(changed, verb, len(report.outputs) - changed))


def run_as_asked(
    globs: Sequence[str], wanted: Sequence[str], state: str | None, flags: Mapping[str, bool]
) -> int:
    """Compile as the command line asks for it and print what came of it; return the exit code."""
    project, check = open_project(), flags["check"]
    if flags["pseudo"]:
        report = Report(*compile_pseudo(project, globs, check=check))
    else:
        lowest = State(state) if state else None
        force, prune = flags["force"], flags["prune"]
        report = compile_articles(project, globs, wanted, state=lowest, check=check, force=force, prune=prune)
    if flags["as_json"]:
        say_json(report)
    else:
        _tell(report, "would change" if check else "written")
    is_changed = any(output.is_changed for output in report.outputs)
    return max(say_errors(report.errors), int(check and is_changed))
