"""SRX files: the standard's semantics, position by position, and clear words about what is wrong with one."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from recto.errors import ConfigError, FormatError
from recto.segmentation import SRX_MAX_TEXT, Policy, boundaries, explain, srx, srx_remarks
from recto.segmentation.srx_pattern import DialectError, translate

Rules = list[tuple[str, str, str]]
"""``yes`` or ``no``, beforebreak, afterbreak."""
APP = str(Path(srx.__file__).parents[2])
BREAK = ("yes", r"[.?!]+", r"\s")


def rule_file(
    groups: dict[str, Rules],
    maps: list[tuple[str, str]] | None = None,
    cascade: str = "yes",
    header: str = "",
) -> str:
    """Return the text of an SRX 2.0 file; without ``maps`` each group is for all languages."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<srx xmlns="http://www.lisa.org/srx20" version="2.0">',
    ]
    lines += [f'<header segmentsubflows="yes" cascade="{cascade}">{header}</header>', "<body><languagerules>"]
    for name, rules in groups.items():
        lines.append(f"<languagerule languagerulename={quoteattr(name)}>")
        for breaks, before, after in rules:
            sides = f"<beforebreak>{escape(before)}</beforebreak><afterbreak>{escape(after)}</afterbreak>"
            lines.append(f'<rule break="{breaks}">{sides}</rule>')
        lines.append("</languagerule>")
    lines.append("</languagerules><maprules>")
    for pattern, name in maps or [(".*", name) for name in groups]:
        where = f"languagepattern={quoteattr(pattern)} languagerulename={quoteattr(name)}"
        lines.append(f"<languagemap {where}/>")
    return "\n".join([*lines, "</maprules></body></srx>"])


def pieces(text: str, rules: str, locale: str = "en", policy: Policy | None = None) -> list[str]:
    policy = (policy or Policy())._replace(srx=rules)
    cuts = [0, *(one.offset for one in boundaries(text, locale, policy)), len(text)]
    return [text[start:end].strip() for start, end in pairwise(cuts)]


# --- the standard --------------------------------------------------------------------------------


def test_the_first_rule_that_fits_decides() -> None:
    exception = ("no", r"\bDr\.", r"\s")
    text = "Dr. Who came. He left."

    assert pieces(text, rule_file({"all": [exception, BREAK]})) == ["Dr. Who came.", "He left."]
    assert pieces(text, rule_file({"all": [BREAK, exception]})) == ["Dr.", "Who came.", "He left."]


def test_a_break_before_an_exception_wins_over_a_break_behind_it() -> None:
    rules = rule_file({"all": [("yes", r"NOW\.", " "), ("no", r"[A-Z]+\.", " "), BREAK]})

    assert pieces("Go NOW. See ABC. Then go. End", rules) == ["Go NOW.", "See ABC. Then go.", "End"]


def test_without_a_rule_that_fits_there_is_no_break() -> None:
    assert pieces("One. Two! Three? Four.", rule_file({"all": [("yes", "!", " ")]})) == [
        "One. Two!",
        "Three? Four.",
    ]


def test_a_side_that_is_empty_or_missing_fits_everywhere() -> None:
    text = "a|b|c"

    assert pieces(text, rule_file({"all": [("yes", r"\|", "")]})) == ["a|", "b|", "c"]
    assert pieces(text, rule_file({"all": [("yes", "", r"\|")]})) == ["a", "|b", "|c"]
    assert pieces("abc", rule_file({"all": [("yes", "", "")]})) == ["a", "b", "c"]
    assert pieces(text, rule_file({"all": [BREAK]}).replace("<beforebreak>[.?!]+</beforebreak>", "")) == [
        text
    ]


def test_a_rule_breaks_unless_it_says_no() -> None:
    assert pieces("a. b", rule_file({"all": [BREAK]}).replace(' break="yes"', "")) == ["a.", "b"]


CASCADE = {"English": [("no", r"Mr\.", " ")], "French": [("no", r"M\.", " ")], "Rest": [BREAK]}
MAPS = [("EN.*", "English"), ("FR.*", "French"), (".*", "Rest")]


def test_with_cascade_all_fitting_groups_apply_in_the_order_of_the_map() -> None:
    rules = rule_file(CASCADE, MAPS)

    assert pieces("Mr. Oz. M. Roux. So", rules, "en-GB") == ["Mr. Oz.", "M.", "Roux.", "So"]
    assert pieces("Mr. Oz. M. Roux. So", rules, "fr") == ["Mr.", "Oz.", "M. Roux.", "So"]
    assert pieces("Mr. Oz. So", rule_file(CASCADE, MAPS[::-1]), "en") == ["Mr.", "Oz.", "So"]


def test_without_cascade_only_the_first_fitting_group_applies() -> None:
    rules = rule_file(CASCADE, MAPS, cascade="no")

    assert pieces("Mr. Oz. So", rules, "en") == ["Mr. Oz. So"]
    assert pieces("Mr. Oz. So", rules, "de") == ["Mr.", "Oz.", "So"]


def test_a_language_pattern_fits_the_whole_tag_in_any_case() -> None:
    groups = {"English": [BREAK]}

    assert pieces("a. b", rule_file(groups, [("[Ee][Nn]", "English")]), "en-US") == ["a. b"]
    assert pieces("a. b", rule_file(groups, [("en-us", "English")]), "en-US") == ["a.", "b"]


def test_version_1_is_read_without_cascade() -> None:
    rules = rule_file(CASCADE, MAPS).replace('version="2.0"', 'version="1.0"').replace(' cascade="yes"', "")
    rules = rules.replace(' xmlns="http://www.lisa.org/srx20"', "")
    rules = rules.replace("<maprules>", '<maprules><maprule maprulename="Main">')
    rules = rules.replace("</maprules>", "</maprule></maprules>")
    doctype = '<!DOCTYPE srx PUBLIC "-//SRX//DTD SRX//EN" "srx.dtd">'
    rules = rules.replace('<srx version="1.0">', f'{doctype}<srx version="1.0">')

    assert pieces("Mr. Oz. So", rules, "en") == ["Mr. Oz. So"]
    assert pieces("Mr. Oz. So", rules, "de") == ["Mr.", "Oz.", "So"]


@pytest.mark.parametrize("rule", [("yes", r"\.", r"\s"), ("yes", r"\.\s+", ""), ("yes", r"\.\s", r"\S")])
def test_a_break_before_or_behind_the_blanks_is_the_same_boundary(rule: tuple[str, str, str]) -> None:
    found = boundaries("One. Two.\u00a0 Three. ", "en", Policy(srx=rule_file({"all": [rule]})))

    assert [one.offset for one in found] == ([4] if rule[2] == r"\S" else [4, 9])


def test_an_inline_code_is_one_character() -> None:
    rules = rule_file({"all": [("yes", "\\.\\x{FFFC}?", r"\s")]})

    assert pieces("One.\ufffc Two.\ufffc\ufffc Three.", rules) == ["One.\ufffc", "Two.\ufffc\ufffc Three."]


def test_what_stands_far_away_may_decide() -> None:
    rules = rule_file({"all": [("no", r"^Q\. .*[.]", r"\s"), BREAK]})

    assert pieces("Q. One. Two.", rules) == ["Q.", "One. Two."]
    assert pieces("A. One. Two.", rules) == ["A.", "One.", "Two."]


# --- exceptions only -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        ("no", r"\bWidget\.", r"\s"),
        ("no", r"\bWidget\.\s", ""),
        ("no", r"\bWidget\.\s+", "[A-Z]"),
        ("no", r"Widget\.", ""),
    ],
)
def test_exceptions_go_before_our_own_rules_on_either_side_of_the_blanks(rule: tuple[str, str, str]) -> None:
    text = "The Widget.  Show. Mr. Poe came."

    assert pieces(text, rule_file({"all": [rule]})) == ["The Widget.  Show.", "Mr. Poe came."]


def test_an_exception_of_another_language_changes_nothing() -> None:
    rules = rule_file({"de": [("no", r"\.", " ")]}, [("de.*", "de")])

    assert pieces("One. Two.", rules, "en") == ["One.", "Two."]
    assert pieces("Eins. Zwei.", rules, "de-AT") == ["Eins. Zwei."]


def test_a_blank_line_stays_a_boundary() -> None:
    assert pieces("One.\n\nTwo. Three.", rule_file({"all": [("no", r"\.", r"\s")]})) == [
        "One.",
        "Two. Three.",
    ]


# --- with the rest of the policy -----------------------------------------------------------------


def test_the_settings_hold_together_what_a_file_would_cut() -> None:
    rules = rule_file({"all": [("yes", r"\.", " ")]})
    text = "“A b. C d.” Xyz. Smith left. End."

    assert pieces(text, rules) == ["“A b.", "C d.” Xyz.", "Smith left.", "End."]
    policy = Policy("sentence", "keep", ("Xyz.",))
    assert pieces(text, rules, policy=policy) == ["“A b. C d.” Xyz. Smith left.", "End."]
    assert pieces(text, rules, policy=Policy(units="block")) == [text]


def test_it_is_explained_which_rule_decided() -> None:
    rules = rule_file({"Mine": [("no", r"Dr\.", " "), ("yes", r"\.", " ")]})
    found = explain("Dr. Who came. Why? No.", "en", Policy(srx=rules))

    assert [(one.offset, one.ends, one.rule) for one in found] == [
        (3, False, "srx-exception"),
        (13, True, "srx-break"),
        (18, False, "srx-none"),
    ]
    assert found[0].note == "rule 1 of 'Mine', line 6"
    assert found[1].note == "rule 2 of 'Mine', line 7"


def test_a_text_too_long_to_be_prose_is_not_cut() -> None:
    text = "One. Two. " * (SRX_MAX_TEXT // 10 + 1)
    policy = Policy(srx=rule_file({"all": [BREAK]}))

    assert boundaries(text, "en", policy) == []
    assert [one.rule for one in explain(text, "en", policy)] == ["srx-long"]


# --- laws ----------------------------------------------------------------------------------------

SIDES = st.sampled_from(
    ["", "a", "b", r"\.", "[ab]", r"\s", r"\.+", r"a\.", r"\. ", " +", "[.!?]", "a?b", "(?:a|ab)", "!"]
)
RULE = st.tuples(st.sampled_from(["yes", "no"]), SIDES, SIDES)
GROUPS = st.dictionaries(st.sampled_from(["one", "two", "three"]), st.lists(RULE, max_size=6), min_size=1)
TEXTS = st.one_of(st.text("ab.!? ", max_size=40), st.text(max_size=20))


def breaks_by_the_letter(text: str, rules: Rules) -> list[int]:
    """Return the breaks as the standard describes them: each position, each rule, the first that fits."""
    found = []
    for at in range(1, len(text)):
        for breaks, before, after in rules:
            if regex.search(rf"(?:{before})\Z", text[:at]) and regex.match(after, text[at:]):
                found += [at] if breaks == "yes" else []
                break
    return found


@given(TEXTS, GROUPS)
def test_breaks_are_where_the_standard_has_them(text: str, groups: dict[str, Rules]) -> None:
    groups = {**groups, "some": [("yes", "a", "b")]}
    rules = [rule for group in groups.values() for rule in group]
    found = boundaries(text, "en", Policy(srx=rule_file(groups)))

    places = [len(text[:at].rstrip()) for at in breaks_by_the_letter(text, rules) if text[at:].strip()]
    assert [one.offset for one in found] == sorted({place for place in places if place})


@given(TEXTS, GROUPS)
def test_exceptions_only_take_away(text: str, groups: dict[str, Rules]) -> None:
    exceptions = {
        name: [("no", before, after) for _, before, after in rules] for name, rules in groups.items()
    }
    with_them = {one.offset for one in boundaries(text, "en", Policy(srx=rule_file(exceptions)))}

    assert with_them <= {one.offset for one in boundaries(text, "en")}


@given(TEXTS, GROUPS, st.sampled_from(["split", "keep"]), st.sampled_from([(), ("a.",)]))
def test_what_is_explained_is_what_is_done(
    text: str, groups: dict[str, Rules], quotes: str, abbreviations: tuple[str, ...]
) -> None:
    policy = Policy("sentence", quotes, abbreviations, rule_file(groups))
    decisions = explain(text, "en", policy)

    assert [(one.offset, one.rule) for one in decisions if one.ends] == boundaries(text, "en", policy)
    assert [one.offset for one in decisions] == sorted({one.offset for one in decisions})


# --- the dialect ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "fits", "fails"),
    [
        (r"\x{41}\x42\u0043\U00000044", "ABCD", "ABC"),
        (r"a\hb", "a\u00a0b", "a\nb"),
        (r"a[\h,]b", "a\tb", "a;b"),
        (r"a\Hb", "axb", "a b"),
        (r"a\vb", "a\u2028b", "a b"),
        (r"a\Rb", "a\r\nb", "ab"),
        (r"\Qa.b[\Ec", "a.b[c", "axb[c"),
        (r"a\Z", "a", "ab"),
        (r"a\z", "a", "a\n"),
        (r"\p{Lu}\P{Lu}\pL", "Aba", "ABa"),
        (r"[[:alpha:]--[aeiou]]", "b", "a"),
        (r"[a-z-[aeiou]]", "b", "a"),
        (r"[a-z&&[aeiou]]", "a", "b"),
        (r"[a-z&[aeiou]]", "a", "b"),
        (r"[[a-c][x-z]]", "y", "m"),
        (r"[||~~]", "|", "a"),
        (r"[^\]]", "a", "]"),
        (r"(a)(?<name>b)(?:c)(?>d)(?=e)e", "abcde", "abce"),
        (r"(?i)ab(?-i)c", "ABc", "ABC"),
        (r"(?i:ab)c", "ABc", "ABC"),
        (r"(?iuw)ab", "AB", "ac"),
        (r"a(?#a remark)b", "ab", "a"),
        (r"a{2,3}+b", "aab", "ab"),
        (r"\0101\cA\a\e\t", "A\x01\x07\x1b\t", "A"),
        (r"\{\}\-\ \é", "{}- é", "{}"),
    ],
)
def test_a_pattern_of_icu_means_the_same(pattern: str, fits: str, fails: str) -> None:
    compiled = regex.compile(translate(pattern), regex.V1)

    assert compiled.fullmatch(fits)
    assert not compiled.fullmatch(fails)
    assert compiled.groups == 0


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"(a)\1", "reference back"),
        (r"(?<n>a)\k<n>", "reference back"),
        (r"a\y", r"'\\y'"),
        (r"a{", "repeats nothing"),
        (r"a{x}", "repeats nothing"),
        (r"(?P<a>b)", r"\(\?P<"),
        (r"(?R)", r"\(\?R"),
        (r"(?x)a # b", r"\(\?x"),
        (r"(a", "not closed"),
        (r"a)", "closes nothing"),
        (r"a)|(b", "closes nothing"),
        (r"[a", "not closed"),
        (r"[]", "empty"),
        ("a\\", "at the end"),
        (r"\x{110000}", "no character"),
        (r"[\R]", r"'\\R'"),
        (r"(?#", "not closed"),
    ],
)
def test_what_icu_refuses_or_we_do_not_have_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(DialectError, match=message):
        translate(pattern)


@given(st.text("ab()[]{}\\?*+|^$.-&<>=!:pPQEx1h ,#~", max_size=12))
def test_any_pattern_is_used_or_refused_in_words(pattern: str) -> None:
    try:
        found = pieces("ab. a!", rule_file({"all": [("yes", pattern, " ")]}))
    except ConfigError as error:
        assert error.where == "6"
        assert "rule 1 of 'all'" in error.problem
    else:
        assert " ".join(found) == "ab. a!"


# --- refusals and remarks ------------------------------------------------------------------------

GOOD = rule_file({"all": [BREAK]})


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", "1", "not XML"),
        ("just words", "1", "not XML"),
        (GOOD.replace("</rule>", ""), "7", "not XML: mismatched tag"),
        ("<html/>", "1", "expected the element <srx>, found <html>"),
        (GOOD.replace("srx20", "rules"), "2", "found <srx> of the namespace 'http://www.lisa.org/rules'"),
        (GOOD.replace('version="2.0"', 'version="3.0"'), "2", "version 1.0 or 2.0, found '3.0'"),
        (GOOD.replace('break="yes"', 'break="true"'), "6", "'true'"),
        (GOOD.replace("<body>", "<body><rules/>"), "4", "<rules> cannot stand in <body>"),
        (GOOD.replace('languagerulename="all"/>', 'languagerulename="none"/>'), "9", "named 'none'"),
        (GOOD.replace(' languagerulename="all">', ">"), "5", "'languagerulename' is missing"),
        (rule_file({"all": [BREAK]}, [("(", "all")]), "9", "language pattern '\\('"),
        (rule_file({"all": [BREAK, ("no", "a(b", "")]}), "7", "rule 2 of 'all' cannot be used: .*not closed"),
        (rule_file({"all": [BREAK, ("no", "a", "*")]}), "7", "rule 2 of 'all'"),
        (rule_file({"all": [BREAK, ("no", r"\p{Nonsense}", "")]}), "7", "cannot be used: unknown property"),
        (GOOD.replace("<srx ", '<!DOCTYPE srx [<!ENTITY a "b">]><srx '), "2", "document type"),
        (GOOD.replace("<srx ", '<!DOCTYPE srx SYSTEM "srx.dtd"><srx ').replace(r"\s", "&a;"), "6", "entity"),
        (GOOD.replace(r"\s", "&a;"), "6", "undefined entity"),
        (GOOD[: GOOD.index("<maprules>")] + "<maprules></maprules></body></srx>", "1", "languagemap"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_its_line(text: str, line: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        boundaries("One. Two.", "en", Policy(srx=text or " "))

    assert caught.value.where == line


@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.text('<>/&;"!= \0abrulesx', max_size=8))
def test_any_text_is_used_or_refused_with_a_line(start: int, length: int, other: str) -> None:
    text = GOOD[:start] + other + GOOD[start + length :]
    try:
        boundaries("One. Two.", "en", Policy(srx=text or " "))
    except ConfigError as error:
        assert error.where.isdecimal()


def test_what_a_file_asks_for_and_does_not_get_is_told() -> None:
    rules = rule_file(
        {"all": [BREAK]},
        header='<formathandle type="start" include="yes"/><formathandle type="end" include="yes"/>'
        '<x:options xmlns:x="http://example.org/x" useOther="yes"><x:deep><rule/></x:deep></x:options>',
    ).replace('segmentsubflows="yes"', 'segmentsubflows="no" colour="red"')

    assert [(line, remark.partition(" is not followed")[0]) for line, remark in srx_remarks(rules, "en")] == [
        (3, "the attribute 'colour' of <header>"),
        (3, 'segmentsubflows="no"'),
        (3, 'include="yes" for start codes'),
        (3, "the extension <options>"),
    ]
    assert pieces("a. b", rules) == ["a.", "b"]


def test_a_language_that_no_rule_breaks_is_told() -> None:
    rules = rule_file({"en": [BREAK], "am": [("no", "a", "b")]}, [("en", "en"), ("am", "am")])

    assert srx_remarks(rules, "en") == []
    assert [text for _, text in srx_remarks(rules, "am")] == [
        "no rule for 'am' breaks: its texts are not cut."
    ]
    assert [text for _, text in srx_remarks(rules, "fr")] == [
        "no rule for 'fr' breaks: its texts are not cut."
    ]


def test_the_regex_module_is_imported_only_where_a_file_is_used() -> None:
    code = "import sys, recto.commands.extract, recto.commands.segment; print('regex' in sys.modules)"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": APP}
    )

    assert shown.stdout == "False\n"


def test_rules_that_take_too_long_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(srx, "TIME_LIMIT_S", 0.2)
    slow = ("yes", r"[ax].*.*.*.*[.]", " ")
    rules = rule_file({"all": [BREAK, slow]})

    with pytest.raises(FormatError, match=r"rule 2 of 'all', line 7, takes more than .* on a text of"):
        boundaries("b. " * 2000, "en", Policy(srx=rules))
