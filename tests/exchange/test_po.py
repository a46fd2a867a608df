"""Catalogs and PO files: the form that Recto writes, foreign files, and refusals."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from recto.errors import CatalogError, ConfigError
from recto.exchange import po
from recto.model import Catalog, State, Unit, fingerprint

SYNTH = sorted((Path(__file__).parent / "synth").glob("*.po"))
NOT_AS_MSGFMT = {
    "latin1.po": "only UTF-8 is read, whatever the header claims",
    "nul_escape.po": "NUL would end the text in a compiled catalog",
    "nul_in_msgstr.po": "a NUL byte is a sign of a damaged file",
}
HEADER = po.create_header("tea-times", "pt-BR", "world/tea.md")
SAMPLE = """\
msgid ""
msgstr ""
"Project-Id-Version: tea-times\\n"
"Language: pt_BR\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"X-Recto-Source: world/tea.md\\n"

# A translator's own comment stays as it was written.
# recto: origin=mt:apertium for=@
# recto: edit=fact was=reviewed
#. <1> link https://example.org/report
#, fuzzy
#| msgctxt "paragraph"
#| msgid "Boil the water."
msgctxt "paragraph"
msgid "Boil the water, says <1>the report</1>."
msgstr "Ferva a água, diz <1>o relatório</1>."

#~ msgctxt "title"
#~ msgid "Tea"
#~ msgstr "Chá"
"""
BOILED = Unit(
    "paragraph",
    "Boil the water, says <1>the report</1>.",
    "Ferva a água, diz <1>o relatório</1>.",
    State.DRAFT,
    "mt:apertium",
    ("A translator's own comment stays as it was written.",),
    "Boil the water.",
    "paragraph",
    ("<1> link https://example.org/report",),
    (("edit", "fact"), ("was", "reviewed")),
)
OWN = SAMPLE.replace("@", fingerprint("paragraph", BOILED.source, BOILED.target)[:8]).encode()


def load(content: bytes | str) -> Catalog:
    return po.load(content if isinstance(content, bytes) else content.encode(), "tea.po", "pt-BR")


def refusal(content: bytes | str) -> str:
    with pytest.raises(CatalogError) as caught:
        load(content)
    return str(caught.value)


def test_the_form_is_that_of_the_design():
    catalog = Catalog("pt-BR", (BOILED,), (Unit("title", "Tea", "Chá", State.REVIEWED),), HEADER)

    assert po.dump(catalog) == OWN
    assert load(OWN) == catalog


@pytest.mark.parametrize("path", SYNTH, ids=lambda path: path.stem)
def test_a_file_that_is_read_keeps_its_bytes(path):
    content = path.read_bytes()
    try:
        catalog = load(content)
    except CatalogError as error:
        assert error.where.rpartition(":")[2].isdigit()
        assert error.hint.endswith(".")
    else:
        assert po.dump(catalog, content) == content


@pytest.mark.gettext
@pytest.mark.parametrize("path", SYNTH, ids=lambda path: path.stem)
def test_what_msgfmt_reads_is_read_and_what_it_refuses_is_refused(path):
    taken = subprocess.run(["msgfmt", "-o", "/dev/null", path], capture_output=True).returncode == 0
    try:
        load(path.read_bytes())
    except CatalogError:
        assert not taken or path.name in NOT_AS_MSGFMT
    else:
        assert taken or path.name in NOT_AS_MSGFMT


@pytest.mark.gettext
@pytest.mark.parametrize("path", SYNTH, ids=lambda path: path.stem)
def test_a_foreign_file_that_changes_is_written_in_our_form_once(path):
    content = path.read_bytes()
    try:
        old = load(content)
    except CatalogError:
        return
    new = replace(old, units=(*old.units, Unit("paragraph", "Brand new.", "Ganz neu.", State.REVIEWED)))

    written = po.dump(new, content)

    assert load(written) == new
    twice = po.dump(replace(new, units=(*new.units, Unit("paragraph", "One more."))), written)
    assert twice.startswith(written[: written.index(b"Ganz neu.")])
    if not content.startswith(b"\xef\xbb\xbf"):
        checked = subprocess.run(["msgfmt", "-o", "/dev/null", "-"], input=written, capture_output=True)
        assert checked.returncode == 0, checked.stderr


def test_a_foreign_file_keeps_everything_when_it_is_rewritten():
    foreign = """\
# Translators of tea.
#, fuzzy
msgid ""
msgstr ""
"PO-Revision-Date: 2020-01-01 00:00+0000\\n"
"X-Odd:value\\n"

#: tea.c:12 tea.c:13
#. seen in the shop
#, c-format, fuzzy, later-flag
#| msgid "%d cups, "
#| "please"
msgid "%d "
"cups"
msgstr "%d xícaras"

# two forms
msgid "cup"
msgid_plural "cups"
msgstr[0] "xíca"
"ra"
msgstr[1] "xícaras"
#~ msgid "old"
#~ msgstr "velho"
# the end
"""
    catalog = load(foreign)
    changed = replace(catalog.units[0], target="%d xicrinhas", state=State.REVIEWED)

    written = po.dump(replace(catalog, units=(changed,)), foreign.encode()).decode()

    assert (
        written
        == """\
# Translators of tea.
#, fuzzy
msgid ""
msgstr ""
"PO-Revision-Date: 2020-01-01 00:00+0000\\n"
"X-Odd: value\\n"

#. seen in the shop
#: tea.c:12 tea.c:13
#, c-format, later-flag
#| msgid "%d cups, please"
msgid "%d cups"
msgstr "%d xicrinhas"

# two forms
msgid "cup"
msgid_plural "cups"
msgstr[0] "xícara"
msgstr[1] "xícaras"

#~ msgid "old"
#~ msgstr "velho"

# the end
"""
    )


def test_windows_line_ends_are_kept():
    windows = OWN.replace(b"\n", b"\r\n")
    catalog = load(windows)
    new = replace(catalog, obsolete=())

    assert catalog == load(OWN)
    assert po.dump(catalog, windows) is windows
    assert po.dump(new, windows) == windows[: windows.index(b"\r\n#~ msgctxt")]


def test_a_target_that_another_tool_changed_loses_its_origin_and_its_old_state():
    catalog = load(OWN.replace(b"Ferva", b"Esquente"))

    assert catalog.units[0].origin == ""
    assert catalog.units[0].marks == (("edit", "fact"),)


def test_a_stale_note_stays_in_the_file_until_its_unit_changes():
    content = OWN.replace(b"Ferva", b"Esquente")
    catalog = load(content)

    written = po.dump(replace(catalog, obsolete=()), content)

    assert written == content[: content.index(b"\n#~ msgctxt")]


def test_a_comment_that_only_looks_like_ours_is_a_person_s():
    (unit,) = load('# recto: what is this?\nmsgid "a"\nmsgstr "b"\n').units

    assert unit.notes == ("recto: what is this?",)


def test_lines_of_notes_are_at_most_74_columns():
    marks = tuple(("ignore", f"numbers:{number:08x}") for number in range(9))
    content = po.dump(Catalog("de", (Unit("paragraph", "a", "b", State.REVIEWED, "tm:exact", marks=marks),)))

    lines = [line for line in content.decode().split("\n") if line.startswith("# recto:")]
    assert len(lines) == 6
    assert max(map(len, lines)) <= 74
    assert load(content).units[0].marks == marks


def test_a_line_break_in_a_note_cannot_become_an_entry():
    note = 'hello\nmsgid "x"\r\nmsgstr "y"\rz'
    content = po.dump(Catalog("de", (Unit("paragraph", "a", notes=(note,), hints=(note,)),)))

    (unit,) = load(content).units
    assert unit.notes == unit.hints == ("hello", 'msgid "x"', 'msgstr "y"', "z")


@pytest.mark.gettext
def test_a_backslash_at_the_end_of_a_comment_does_not_swallow_the_entry():
    unit = Unit("paragraph", "a", "b", State.REVIEWED, notes=("C:\\",), hints=("D:\\ ",))
    content = po.dump(Catalog("de", (unit,)))

    listed = subprocess.run(["msgcat", "--no-wrap", "-"], input=content, capture_output=True)
    assert listed.stdout == content
    assert load(content).units == (unit,)


def test_plural_entries_stay_where_they_are():
    plural = 'msgid "cup"\nmsgid_plural "cups"\nmsgstr[0] "Tasse"\nmsgstr[1] "Tassen"'
    content = f'msgid "a"\nmsgstr "A"\n\n{plural}\n\nmsgid "b"\nmsgstr "B"\n'.encode()
    catalog = load(content)

    written = po.dump(
        replace(catalog, units=(catalog.units[0], replace(catalog.units[1], target="BB"))), content
    )

    assert catalog.foreign == (plural,)
    assert written == content.replace(b'"B"', b'"BB"')


def test_a_draft_without_target_is_empty():
    (unit,) = load('#, fuzzy\nmsgid "a"\nmsgstr ""\n').units

    assert unit.state is State.EMPTY


def test_a_target_in_state_empty_is_written_as_a_draft():
    content = po.dump(Catalog("de", (Unit("paragraph", "a", "b", State.EMPTY),)))

    assert load(content).units[0].state is State.DRAFT


def test_the_header_s_charset_does_not_count():
    content = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-7\\n"\n\nmsgid "a"\nmsgstr "+ADw-"\n'

    assert load(content).units[0].target == "+ADw-"


@pytest.mark.parametrize(
    "text",
    [
        "#.\n" * 20_000 + '# \nmsgid "a"\nmsgstr "b"\n',
        "#\n" * 20_000 + 'msgid "a"\nmsgstr "b\n',
        'msgid "a"\nmsgstr "' + '\\"' * 200_000 + '"\n',
        'msgid "a"\nmsgstr "' + "a\\\\" * 200_000 + "\n",
        'msgid "a"\nmsgstr ""\n' + '"b" ' * 50_000 + "\n",
        "# \\" + " " * 200_000 + 'x\nmsgid "a"\nmsgstr "b"\n',
        'msgid "a"\nmsgid_plural "b"\n' + "".join(f'msgstr[{n}] "x"\n' for n in range(20_000)),
    ],
)
def test_no_text_takes_longer_than_its_length(text):
    # a pattern that tries all ways, or a search per line, would run into the time limit of the test run
    try:
        assert po.dump(load(text), text.encode()) == text.encode()
    except CatalogError as error:
        assert "is not closed" in error.problem


def test_an_empty_file_is_an_empty_catalog():
    assert load(b"") == Catalog("pt-BR")
    assert po.dump(Catalog("pt-BR")) == b""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('msgid "a"\nmsgstr "b\n', "tea.po:2: a quoted text is not closed."),
        ('msgid "a"\n', "tea.po:2: the entry that starts in line 1 has no msgstr."),
        ('msgid "a"\nmsgst', "tea.po:2: 'msgst' is not a keyword of PO files."),
        ('msgid "a"\nmsgstr\n', "tea.po:3: msgstr has no quoted text."),
        (
            'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n',
            "tea.po:4: the same text stands in line 1 already: 'a'.",
        ),
        ('msgid "a"\n<<<<<<< HEAD\nmsgstr "b"\n', "tea.po:2: two versions were merged here"),
        ('msgid "a"\nmsgstr "\\q"\n', "tea.po:2: the escape \\q is not known."),
        ('msgid "a"\nmsgstr "\\377"\n', "tea.po:3: the escaped bytes in msgstr are not UTF-8."),
        ('msgid "a\\004b"\nmsgstr "c"\n', "tea.po:2: msgid holds the control character '\\x04'."),
        ('msgid "a\\n"\nmsgstr "b"\n', r"tea.po:1: msgid and msgstr do not both end with \n."),
        ('#~ msgid "a"\nmsgstr "b"\n', "tea.po:2: one entry has lines with and without #~."),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[1] "c"\n', "tea.po:3: msgstr[1] is out of order."),
        ('msgctxt "x"\nmsgstr "b"\n', "tea.po:2: the entry that starts in line 1 has no msgid."),
        ('msgstr "b"\n', "tea.po:1: msgstr is out of place."),
        ('"b"\n', "tea.po:1: a quoted text has no keyword in front."),
        ("tea\n", "tea.po:1: 'tea' is not a keyword of PO files."),
        ("msgid 'a'\n", "tea.po:1: \"'a'\" cannot stand here."),
        ('# a\nmsgid ""\nmsgstr ""\n\nmsgid ""\nmsgstr ""\n', "tea.po:5: the same text stands in line 2"),
        (
            b'msgid "a"\nmsgstr "\xe9"\n',
            "tea.po:2: byte 0xE9 is not UTF-8. Convert it with `msgconv -t UTF-8`",
        ),
        (b'msgid "a"\nmsgstr "\xed\xa0\x80"\n', "tea.po:2: byte 0xED is not UTF-8."),
        (b'msgid "a"\nmsgstr "b"\n\0', "tea.po:3: the file has a NUL byte."),
        ('msgid "a"'.encode("utf-16"), "tea.po:1: the file is UTF-16, expected UTF-8."),
    ],
)
def test_a_refusal_says_where_what_and_what_next(content, said):
    assert refusal(content).startswith(said)


@pytest.mark.parametrize("at", range(0, len(OWN), 7))
def test_a_cut_off_file_is_read_up_to_an_entry_or_refused(at):
    try:
        catalog = load(OWN[:at])
    except CatalogError:
        return
    assert len(catalog.units) + len(catalog.obsolete) <= 2


@pytest.mark.parametrize(
    "unit",
    [
        Unit("", ""),
        Unit("paragraph", "a\0"),
        Unit("paragraph", "a", "b\x04", State.REVIEWED),
        Unit("paragraph", "a", "\ud800", State.REVIEWED),
        Unit("paragraph", "a", "b\n", State.REVIEWED),
        Unit("paragraph", "a", marks=(("for", "x"),)),
        Unit("paragraph", "a", marks=(("a b", "x"),)),
    ],
)
def test_dump_refuses_what_load_would_refuse(unit):
    with pytest.raises(CatalogError):
        po.dump(Catalog("de", (unit,)))


def test_dump_refuses_two_units_with_one_key():
    unit = Unit("paragraph", "a", "b", State.REVIEWED)

    with pytest.raises(CatalogError, match="two units have the context 'paragraph' and the source 'a'"):
        po.dump(Catalog("de", (unit,), (unit,)))


@pytest.mark.parametrize("value", ["a\nX-Evil: 1", "a\r", "a\u2028b", "\x1b[0m"])
def test_a_header_value_cannot_become_a_line(value):
    with pytest.raises(ConfigError):
        po.create_header(value, "de", "tea.md")
    with pytest.raises(ConfigError):
        po.create_header("tea", "de", value)
    with pytest.raises(CatalogError):
        po.dump(Catalog("de", header=(("Project-Id-Version", value),)))


def test_a_header_line_that_was_there_is_kept_whatever_it_holds():
    content = b'msgid ""\nmsgstr ""\n"X-Tab: a\\tb\\n"\n'
    catalog = replace(load(content), units=(Unit("paragraph", "a"),))

    assert po.dump(catalog, content).startswith(content)
