"""Where terms stand in a text: inflected, inside codes, one inside the other."""

# ruff: noqa: E501  (tables of forms)

from __future__ import annotations

import random
import re
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recto.glossary import Found, Glossary, Index, Sought, Status, Term, fault, standing, tidy
from recto.glossary.words import words

LANGUAGES = ["ar", "cs", "de", "en", "fi", "ja", "ko", "th", "tr", "uk", "vi"]
TEXTS = st.text(
    st.sampled_from("aAbß -'’.+İIıﬁé\u0301\u00ad\u200d\u0e01\u0e33\u0e31東京ナ한국уЁ1²&#<>/")
    | st.characters(codec="utf-8"),
    max_size=40,
)
NAMES = TEXTS.map(tidy).filter(lambda text: text and not fault(Term(text, status=Status.KEPT)))


def glossary(*sources, exact=False, locale="en"):
    return Glossary(locale, tuple(Term(source, "", "", Status.KEPT, exact=exact) for source in sources))


def found(text, *sources, exact=False, locale="en"):
    return [text[one.start : one.end] for one in glossary(*sources, exact=exact, locale=locale).find(text)]


@given(NAMES, st.booleans(), st.sampled_from(LANGUAGES))
def test_a_term_is_found_in_its_own_text(name, exact, language):
    assert Index([Sought(name, exact)], language).find(name) != ()


@given(NAMES, st.sampled_from(LANGUAGES))
def test_an_exact_term_is_found_between_other_words_to_the_letter(name, language):
    text = f"Xy zq, {name} (xy)."

    hits = Index([Sought(name, exact=True)], language).find(text)

    plain = [word.plain for word in words(name, language)]
    assert hits != ()
    assert all([word.plain for word in words(text[hit.start : hit.end], language)] == plain for hit in hits)


@given(st.lists(NAMES.filter(lambda name: "-" not in name), max_size=5), TEXTS, st.sampled_from(LANGUAGES))
def test_places_slice_to_what_was_matched(names, text, language):
    text = " ".join([text.replace("-", ""), *names])

    for hit in Index(map(Sought, names), language).find(text):
        seen = [word.key for word in words(text[hit.start : hit.end], language)]
        assert seen == [word.key for word in words(hit.term, language)]


@given(st.lists(NAMES, max_size=5), TEXTS, st.sampled_from(LANGUAGES))
def test_places_are_in_order_and_only_equal_ones_overlap(names, text, language):
    hits = Index(map(Sought, names), language).find("".join([*names, text]))

    for left, right in pairwise(hits):
        assert left.end <= right.start or (left.start, left.end) == (right.start, right.end)


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_words_are_in_order_and_nothing_that_is_read_is_between_them(text, language):
    at = 0
    for word in words(text, language):
        assert at <= word.start < word.end
        assert not any(char.isalnum() for char in re.sub("<[0-9/]+>", "", text[at : word.start]))
        at = word.end


INFLECTED = {
    "en": "city: cities, city's, cities', City; stop: stopped, stopping, stops; child: children; leaf: leaves; bus: buses; analysis: analyses;"
    " climate change: climate changes, climate change's, Climate-Change; by-law: by-laws, bylaws, Bylaw",
    "de": "Haus: Hauses, Häuser, Häusern; Garten: Gärten, Gartens; freie Software: freier Software, freien Software;"
    " Straße: Straßen, STRASSE; Unternehmen: Unternehmens; Kunde: Kunden; Zeitung: Zeitungen",
    "es": "jardín: jardines, Jardín; ley: leyes; jardín de lluvia: jardines de lluvia; luz: luces;"
    " nación: naciones; rojo: roja, rojos, rojas",
    "fr": "journal: journaux; eau: l’eau, d'eau, eaux; loi: lois; pomme de terre: pommes de terre;"
    " national: nationale, nationaux, nationales",
    "ru": "газета: газеты, газетой, газетами, газет; сад: сада, садов, садами; отец: отца, отцу;"
    " ёлка: елка, елки, елкой; рынок: рынка, рынки; железная дорога: железной дороги, железные дороги",
    "cs": "zahrada: zahrady, zahradou, zahradách; hrad: hradu, hradem, hrady; dům: domu, domy; kráva: krav, krávy;"
    " dárek: dárku, dárky; nová zahrada: nové zahrady",
    "pl": "gazeta: gazety, gazetą, gazetami, gazet; ogród: ogrodu, ogrodem, ogrody; rynek: rynku, rynki;"
    " dom: domu, domy",
    "fi": "puutarha: puutarhan, puutarhassa, puutarhoissa, puutarhaa; kaupunki: kaupungin, kaupungissa;"
    " katu: kadun, kadulla; kirja: kirjan, kirjassa, kirjoissa",
    "tr": "bahçe: bahçeler, bahçede, bahçesi, bahçelerden; kitap: kitabı, kitaplar; Ankara: Ankara'nın, Ankara’da;"
    " ışık: IŞIK",
    "uk": "газета: газети, газетою, газетами, газет; сад: саду, садом, сади; ринок: ринку, ринки",
    "sk": "záhrada: záhrady, záhradou, záhradách; hrad: hradu, hradom",
    "bg": "вестник: вестника, вестници, вестникът; град: града",
    "hr": "novine: novina, novinama; vrt: vrta, vrtom",
    "ko": "서울: 서울에서, 서울의, 서울까지; 고양이: 고양이가, 고양이를",
    "hu": "kert: kertek, kertben, kertet",
    "sv": "tidning: tidningen, tidningar, tidningarna",
    "el": "κήπος: κήπου, κήπους, ΚΗΠΟΣ",
    "pt": "limão: limões; jornal: jornais",
    "it": "banca: banche; giornale: giornali",
}  # fmt: skip
"""Language -> terms, each with forms of it."""

FORMS = [
    (language, *pair)
    for language, rows in INFLECTED.items()
    for row in rows.split("; ")
    for term, _, forms in [row.strip().partition(": ")]
    for pair in product([term], forms.split(", "))
]


@pytest.mark.parametrize(("language", "term", "form"), FORMS)
def test_a_term_is_found_inflected(language, term, form):
    text = f"(— {form}!"

    assert found(text, term, locale=language), form


@given(st.sampled_from(FORMS), st.randoms(use_true_random=False))
def test_forms_are_found_among_the_terms_of_the_whole_language(case, rng: random.Random):
    language, _, form = case
    terms = [term for other, term, _ in FORMS if other == language]
    rng.shuffle(terms)

    assert found(f"{form}.", *terms, locale=language)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("garden", "The gardener was there."),
        ("university", "a universal rule"),
        ("new", "The news"),
        ("use", "The user"),
        ("rain garden", "In the rain. Gardens are wet."),
        ("rain garden", "rain, garden"),
        ("art", "party"),
        ("C++", "a C and a +"),
        ("AT&T", "AT T"),
        ("one", "gone"),
        ("東京", "東の京"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_term_is_not_found(term, text):
    assert found(text, term) == []


@pytest.mark.parametrize(
    ("term", "text", "place"),
    [
        ("rain garden", "Rain <1>gardens</1> soak.", "Rain <1>gardens"),
        ("rain garden", "<1>Rain</1> <2>garden</2>", "Rain</1> <2>garden"),
        ("garden", "a gar<1>den</1>", "gar<1>den"),
        ("note", "a note<1>2</1> and", "note"),
        ("rain garden", "a rain\u2011garden", "rain\u2011garden"),
        ("company", "the company\u2019s plan", "company"),
        ("driver's license", "his driver\u2019s licenses", "driver\u2019s licenses"),
        ("email", "an e-mail", "e-mail"),
        ("e-mail", "two emails", "emails"),
        ("C++", "in C++.", "C++"),
        (".NET", "on .NET now", ".NET"),
        ("AT&T", "by AT&T", "AT&T"),
        ("\u00a9", "\u00a9 2026", "\u00a9"),
        ("soft\u00adware", "software", "software"),
        ("software", "soft\u00adware", "soft\u00adware"),
        ("caf\u00e9", "cafe\u0301s", "cafe\u0301s"),
        ("東京", "新東京タワー", "東京"),
        ("東京", "東<1>京</1>", "東<1>京"),
        ("กรุงเทพ", "ในกรุงเทพมหานคร", "กรุงเทพ"),
        ("Recto", "新しいRectoは", "Recto"),
        ("ＰＯ", "a po file", "po"),
    ],
)  # fmt: skip
def test_a_term_is_found_where_it_stands(term, text, place):
    assert found(text, term) == [place]


def test_the_longest_term_wins():
    assert found("A rain garden, a garden.", "garden", "rain garden", "rain") == ["rain garden", "garden"]


def test_of_two_that_overlap_the_longer_wins_then_the_first():
    assert found("ice cream cheese", "ice cream", "cream cheese") == ["cream cheese"]
    assert found("aa bb cc", "aa bb", "bb cc") == ["aa bb"]


def test_a_term_to_the_letter_wins_over_one_that_could_be_inflected():
    hits = glossary("universe", "universes").find("Universes")

    assert hits == (Found("universes", 0, 9),)


def test_an_exact_term_is_found_as_it_is_written_only():
    assert found("US us U.S. US's", "US", exact=True) == ["US", "US"]
    assert found("Windows window", "Windows", exact=True) == ["Windows"]


def test_a_term_that_says_nothing_about_a_locale_hides_no_other_there():
    terms = (Term("rain garden", "es", "jardín de lluvia"), Term("garden", "de", "Garten"))

    assert [one.term for one in Glossary("en", terms).find("rain garden", "de")] == ["garden"]
    assert [one.term for one in Glossary("en", terms).find("rain garden", "es")] == ["rain garden"]


def test_what_is_said_for_a_region_stands_in_for_what_is_said_for_its_language():
    terms = (
        Term("January", "de", "Januar"),
        Term("January", "de-AT", "Jänner"),
        Term("Recto", "", "", Status.KEPT),
        Term("Recto", "de", "Vorderseite"),
    )
    glossary = Glossary("en", terms)

    assert [one.translation for one in glossary.translations("January", "de-AT")] == ["Jänner"]
    assert [one.translation for one in glossary.translations("January", "de-CH")] == ["Januar"]
    assert [one.status for one in glossary.translations("Recto", "es")] == [Status.KEPT]
    assert [one.translation for one in glossary.translations("Recto", "de")] == ["Vorderseite"]


def test_standing_tells_a_translation_from_a_longer_one_around_it():
    met = standing("Die E-Mail-Adresse.", ["Adresse", "E-Mail-Adresse"], "de")

    assert met == {"E-Mail-Adresse": ((4, 18),)}


def test_the_version_changes_with_any_term():
    one, two, three = (Glossary("en", (Term("a", "de", "b", note=note),)).version for note in ("", "x", ""))

    assert one == three != two
