from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto import config, paths, table_settings
from recto.config import load
from recto.cutting_settings import ArticleSettings
from recto.errors import ConfigError
from recto.keylines import key_lines
from recto.kinds import may_explode
from recto.model import Field, Options, State
from recto.segmentation import Policy

BASE = 'source_locale = "en"\ntarget_locales = ["de", "pt-BR"]\n'


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_the_template_loads_to_the_defaults_for_any_project_name(name):
    name = "".join(char for char in name if char.isprintable()).strip()

    loaded = load(config.template(name, "en", ["de", "pt-br"]))

    assert loaded == config.Config(project=name, source_locale="en", target_locales=("de", "pt-BR"))


def test_each_default_in_the_template_is_read_when_its_mark_is_removed():
    text = config.template("tea", "en", ["de"])
    bare = re.sub(r"(?m)^# (?=[a-z_]+ = |\[)", "", text)

    assert load(bare).articles == (("ru/**", {"source_locale": "ru"}),)
    assert load(bare).publish == load(text).publish
    assert load(bare).include == load(text).include


def test_the_template_names_every_setting():
    text = config.template("tea", "en", ["de"])

    missing = [row for row in config.reference() if not re.search(rf"(?m)^(# )?{row.key} = ", text)]

    assert {row.table for row in missing} <= {'articles."<glob>"', "checks.<name>"}


def test_the_reference_tells_table_key_type_default_and_meaning():
    row = next(row for row in config.reference() if (row.table, row.key) == ("publish", "minimum"))

    assert row[:4] == ("publish", "minimum", "whole number from 0 to 100", "0")
    assert all(row.doc.endswith(".") for row in config.reference())


def test_the_smallest_settings_have_the_documented_defaults():
    loaded = load(BASE)

    assert (loaded.sources, loaded.locales, loaded.output) == ("sources", "locales", "build")
    assert loaded.localize == ()
    assert loaded.publish == table_settings.Publish(State.REVIEWED, 0)
    assert loaded.pretranslate == table_settings.Pretranslate(("memory",), 75)
    assert loaded.carry_cosmetic is True
    assert loaded.article("tea.md") == ArticleSettings("en", Options(), Policy(), "")


def test_a_locale_table_changes_single_settings():
    loaded = load(BASE + '[publish]\nminimum = 90\n[publish.pt_br]\nstate = "final"\n')

    assert loaded.publish_for("pt-BR") == table_settings.Publish(State.FINAL, 90)
    assert loaded.publish_for("de") == table_settings.Publish(State.REVIEWED, 90)


def test_pretranslate_has_locale_tables_too():
    loaded = load(BASE + '[pretranslate]\nchain = ["memory", "apertium"]\n[pretranslate.de]\nfuzzy = 80\n')

    assert loaded.pretranslate_for("de") == table_settings.Pretranslate(("memory", "apertium"), 80)
    assert loaded.pretranslate_for("pt-BR").fuzzy == 75


def test_later_globs_win_over_earlier_ones():
    loaded = load(
        BASE
        + '[articles."**/*.md"]\nfront_matter = ["title"]\n'
        + '[articles."ru/**"]\nsource_locale = "ru"\n[articles."ru/old/**"]\nsource_locale = "uk"\n'
    )

    assert loaded.article("ru/tea.md").source_locale == "ru"
    assert loaded.article("ru/old/tea.md").source_locale == "uk"
    assert loaded.article("ru/tea.md").options.front_matter == (Field("title"),)
    assert loaded.article("ru/tea.txt").options == Options()


def test_engine_tables_are_kept_as_they_are():
    assert load(BASE + '[engines.apertium]\nurl = "http://x"\n').engines == {"apertium": {"url": "http://x"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'source_locale = "en"\n\ntarget_locale = ["de"]\n',
            "recto.toml:3: unknown key 'target_locale'. Did you mean 'target_locales'?",
        ),
        (
            BASE + "[publish]\nminimum = 3\n[publish.de]\nminimun = 3\n",
            "recto.toml:6: unknown key 'minimun' in [publish.de]. Did you mean 'minimum'?",
        ),
        (
            BASE + '[pretranslate]\nfuzzy = 80\nexclude = ["x.md"]\n',
            (
                "recto.toml:5: unknown key 'exclude' in [pretranslate]."
                " It belongs at the top, before the first [table]."
            ),
        ),
        (
            BASE + "minimum = 3\n",
            "recto.toml:3: unknown key 'minimum'. It belongs in [publish].",
        ),
        (
            BASE + '[publish]\nminimum = "3"\n',
            "recto.toml:4: 'minimum': expected a whole number from 0 to 100, found the text \"3\".",
        ),
        (
            BASE + "publish = 3\n",
            "recto.toml:3: 'publish': expected a table, found the number 3.",
        ),
        (
            BASE + "carry_cosmetic = 1\n",
            "recto.toml:3: 'carry_cosmetic': expected true or false, found the number 1.",
        ),
        (
            BASE + "[publish]\nminimum = true\n",
            "recto.toml:4: 'minimum': expected a whole number from 0 to 100, found the switch true.",
        ),
        (
            BASE + '[publish]\nstate = "reviewd"\n',
            "recto.toml:4: 'state': 'reviewd' is not a state. Did you mean 'reviewed'?",
        ),
        (
            BASE + "[publish.fr]\nminimum = 3\n",
            "recto.toml:3: 'fr' is not in 'target_locales'. Add it there or remove this table.",
        ),
        (
            BASE + 'localize = ["lnks"]\n',
            "recto.toml:3: unknown output transform 'lnks'. Did you mean 'links'?",
        ),
        (
            BASE + 'output = "sources/build"\n',
            (
                "recto.toml:3: the folder 'sources/build' of 'output' lies in that of 'sources'."
                " Name a folder beside it."
            ),
        ),
        (
            BASE + '[articles]\n"ru/**" = 3\n',
            "recto.toml:4: 'articles.ru/**': expected a table, found the number 3.",
        ),
        (
            BASE + '[articles."/ru"]\nunits = "block"\n',
            "recto.toml:3: '/ru' is not a glob below the sources folder, such as \"news/**\".",
        ),
        (
            BASE + 'abbreviations = ["Xyz.", " "]\n',
            "recto.toml:3: 'abbreviations': expected a text that is not empty.",
        ),
        (
            BASE + 'protect = [""]\n',
            "recto.toml:3: 'protect': expected a regular expression that is not empty.",
        ),
        (
            BASE + 'ignore = "Read more"\n',
            "recto.toml:3: 'ignore': expected a list of regular expressions, found the text \"Read more\".",
        ),
        (
            BASE + 'roles = ["Read more"]\n',
            "recto.toml:3: 'roles': expected a table of regular expressions and roles, found a list.",
        ),
        (
            BASE + 'front_matter = ["title", { key = "title", limit = 60 }]\n',
            "recto.toml:3: 'front_matter': the key \"title\" stands there twice.",
        ),
        (
            BASE + 'front_matter = ["seo..title"]\n',
            "recto.toml:3: 'front_matter': 'seo..title' is not a key such as title or seo.title:"
            " a name between dots is missing.",
        ),
        (
            BASE + 'attributes = ["alt title"]\n',
            "recto.toml:3: 'attributes': 'alt title' is not one name;"
            ' several are written as ["alt", "title"].',
        ),
        (
            BASE + 'roles = { "Photo: .*" = "" }\n',
            "recto.toml:3: 'roles': the role for \"Photo: .*\" is empty; a line without one is a paragraph.",
        ),
        ('target_locales = ["de"]\n', "recto.toml: 'source_locale' is missing. Add source_locale = \"en\"."),
        (
            'source_locale = "en"\ntarget_locales = ["de", "de"]\n',
            "recto.toml:2: 'target_locales': \"de\" stands there twice.",
        ),
        (
            "a = [\n",
            (
                "recto.toml:2: this is not TOML: unexpected value."
                " Texts stand in double quotes, lists in square brackets."
            ),
        ),
    ],
)
def test_an_error_names_its_line(text, expected):
    with pytest.raises(ConfigError) as caught:
        load(text)

    assert str(caught.value) == expected


def test_an_unknown_locale_names_its_line_and_the_nearest():
    with pytest.raises(
        ConfigError, match=r"recto\.toml:2: 'target_locales': the locale 'germ' .* mean 'de'\?"
    ):
        load('source_locale = "en"\ntarget_locales = [\n  "germ",\n]\n')


@pytest.mark.parametrize("folder", ["", "..", "/etc", "a/../../b", ".git", ".recto", "a\\b", "-x", "a\nb"])
def test_a_folder_lies_below_the_project(folder):
    with pytest.raises(ConfigError, match="'output': "):
        load(BASE + f"output = {config.spelled(folder)}\n")


@pytest.mark.parametrize(
    "text", ["\0", "=", "[[", "a" * 100_000, "a = " + "[" * 2000, "x." * 2000 + "y = 1", "a = 1979-99-99"]
)
def test_text_that_is_no_toml_is_a_settings_error(text):
    with pytest.raises(ConfigError):
        load(BASE + text)


@given(st.text(max_size=60))
def test_any_broken_text_is_a_settings_error(text):
    with pytest.raises(ConfigError, match=r"^recto\.toml"):
        load(text + "\n?")


LINED = '''
a = 1
# b = 2
b = """
c = 3
""" # d
"e.f".g = [ # [h]
  "]", '#',
]
i = { j = 1, k = "}" }
[ l . "m n" ] # o
p = \'\'\'
q = 1\'\'\'
[[r]]
s = 1
[[r]]
t = 1
u.v = "\\"w"
'''


def test_key_lines_sees_through_texts_lists_and_comments():
    assert key_lines(LINED) == {
        ("a",): 2,
        ("b",): 4,
        ("e.f",): 7,
        ("e.f", "g"): 7,
        ("i",): 10,
        ("l",): 11,
        ("l", "m n"): 11,
        ("l", "m n", "p"): 12,
        ("r",): 14,
        ("r", "s"): 15,
        ("r", "t"): 17,
        ("r", "u"): 18,
        ("r", "u", "v"): 18,
    }
    assert set(tomllib.loads(LINED)) == {path[0] for path in key_lines(LINED)}


TOML = st.recursive(
    st.integers() | st.text() | st.booleans(), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)


@given(
    st.lists(st.tuples(st.text(min_size=1), TOML, st.booleans()), unique_by=lambda pair: pair[0], max_size=6)
)
def test_key_lines_counts_as_tomllib_reads(pairs):
    def spell(value: object) -> str:
        if isinstance(value, list):
            return "[\n" + "".join(f"  {spell(one)}, # ]\n" for one in value) + "]"
        return str(value).lower() if isinstance(value, bool | int) else config.spelled(value)

    pairs = [(k.encode("utf-8", "ignore").decode(), v, t) for k, v, t in pairs]
    text, expected, table = "", {}, ()
    for key, value, is_table in {pair[0]: pair for pair in pairs}.values():
        line = text.count("\n") + 1
        if is_table:
            table = ("t" + key,)
            text += f"[{config.spelled(table[0])}]\n\n"
            expected[table] = line
        else:
            text += f"{config.spelled(key)} = {spell(value)}\n"
            expected[(*table, key)] = line
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return

    assert key_lines(text) == expected


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|b)*", "((a*))*", r"(a)\1", "(?:x{2,}y?)+", "(?P<n>a*)*"])
def test_a_pattern_that_may_explode_is_refused(pattern):
    with pytest.raises(ConfigError, match="takes for ever"):
        load(BASE + f"ignore = [{config.spelled(pattern)}]\n")


@pytest.mark.parametrize(
    "pattern", [r"Photo: .*", r"\[[+*]\]+", r"(?i)advert(isement)?", r"[(a+)+]*", r"(a|b)c"]
)
def test_a_plain_pattern_is_taken(pattern):
    assert not may_explode(pattern)
    assert load(BASE + f"ignore = [{config.spelled(pattern)}]\n").ignore == (pattern,)


@pytest.mark.parametrize("pattern", ["(", "a" * 501, "[", "*"])
def test_what_is_no_pattern_is_refused(pattern):
    with pytest.raises(ConfigError, match=r"recto\.toml:3: 'ignore': "):
        load(BASE + f"ignore = [{config.spelled(pattern)}]\n")


@pytest.mark.parametrize(
    ("glob", "matched", "missed"),
    [
        ("**/*.md", ["a.md", "b/a.md", "b/c/a.md"], ["a.mdx", "a.md/b"]),
        ("*.md", ["a.md", ".md"], ["b/a.md"]),
        ("ru/**", ["ru/a", "ru/a/b"], ["ru", "rus/a"]),
        ("ru/", ["ru/a", "ru/a/b"], ["ru"]),
        ("a?.md", ["ab.md", "aé.md"], ["a/.md", "a.md"]),
        ("[ab]*.md", ["a1.md"], ["c.md"]),
        ("[!ab].md", ["c.md"], ["a.md", "/.md"]),
        ("a(b)+.md", ["a(b)+.md"], ["abb.md"]),
        ("news/**/tea.md", ["news/tea.md", "news/a/b/tea.md"], ["xnews/tea.md"]),
        ("[", ["["], ["a"]),
    ],
)
def test_globs(glob, matched, missed):
    pattern = paths.matcher((glob,))

    assert [path for path in matched if not pattern.fullmatch(path)] == []
    assert [path for path in missed if pattern.fullmatch(path)] == []


@given(st.text(), st.text())
def test_any_text_is_a_glob(glob, path):
    paths.matcher((glob,)).fullmatch(path)


@pytest.mark.timeout(20)
def test_a_glob_of_many_stars_does_not_take_for_ever():
    pattern = paths.matcher(("**/" * 40 + "*" * 40 + "x",))

    assert not pattern.fullmatch("a/" * 100 + "y")
