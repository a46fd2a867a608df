"""Make the sources and catalogs of a made-up news site, to compile and look at.

    python tools/sample_site.py FOLDER [PAGES]

Pages link to each other, to headings, to pictures and files; in each locale some are not translated,
some in part, some by a machine.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from recto.commands.extract import extract
from recto.exchange import po
from recto.model import Catalog, State, Unit
from recto.project import Project, find

LOCALES = ("de", "fr", "ru", "ar", "he", "ja")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63b8b1643b000461022a43a17a310000000049454e44ae426082"
)

TEXTS: dict[str, tuple[str, str, str, str, str, str]] = {
    "Home": ("Startseite", "Accueil", "Главная", "الرئيسية", "דף הבית", "ホーム"),
    "Next story": (
        "Nächster Artikel", "Article suivant", "Следующая статья", "المقال التالي", "הכתבה הבאה", "次の記事",
    ),
    "In detail": ("Im Einzelnen", "En détail", "Подробно", "بالتفصيل", "בפירוט", "詳細"),
    "The tea market opens": (
        "Der Teemarkt öffnet", "Le marché du thé ouvre", "Открывается чайный рынок",
        "افتتاح سوق الشاي", "שוק התה נפתח", "茶市場が開く",
    ),
    "A new bridge for the valley": (
        "Eine neue Brücke für das Tal", "Un nouveau pont pour la vallée", "Новый мост для долины",
        "جسر جديد للوادي", "גשר חדש לעמק", "谷に新しい橋",
    ),
    "The library stays open at night": (
        "Die Bibliothek bleibt nachts offen", "La bibliothèque reste ouverte la nuit",
        "Библиотека работает ночью", "المكتبة تبقى مفتوحة ليلًا", "הספרייה פתוחה בלילה", "図書館は夜も開館",
    ),
    'The mayor said "we are ready" on the way to the hall.': (
        'Die Bürgermeisterin sagte auf dem Weg zur Halle "wir sind bereit".',
        'La maire a dit "nous sommes prêts" en allant à la salle !',
        'По дороге в зал мэр сказала "мы готовы" - и улыбнулась.',
        "قالت العمدة \"نحن جاهزون\" في طريقها إلى القاعة.",
        'ראשת העיר אמרה "אנחנו מוכנים" בדרכה לאולם.',
        '市長は会場へ向かう途中で"準備はできた"と述べた。',
    ),
    "It opens on <1/> and costs <2/>.": (
        "Eröffnung ist am <1/>, die Kosten betragen <2/>.", "L'ouverture est le <1/> et le coût de <2/>.",
        "Открытие <1/>, стоимость <2/>.", "الافتتاح في <1/> والتكلفة <2/>.",
        "הפתיחה ב-<1/> והעלות <2/>.", "開業は<1/>、費用は<2/>です。",
    ),
    "Read <1>what came before</1> or the <2>whole plan</2>.": (
        "Lesen Sie, <1>was vorher war</1>, oder den <2>ganzen Plan</2>.",
        "Lisez <1>ce qui précède</1> ou le <2>plan complet</2>.",
        "Читайте <1>что было раньше</1> или <2>весь план</2>.",
        "اقرأ <1>ما سبق</1> أو <2>الخطة كاملة</2>.",
        "קראו <1>מה היה קודם</1> או את <2>התוכנית המלאה</2>.",
        "<1>これまでの経緯</1>か<2>計画全文</2>をお読みください。",
    ),
    "The hall in the morning": (
        "Die Halle am Morgen", "La salle le matin", "Зал утром", "القاعة صباحًا", "האולם בבוקר", "朝の会場",
    ),
}  # fmt: skip
"""What stands in the pages -> its translations, in the order of ``LOCALES``."""
TITLES = ("The tea market opens", "A new bridge for the valley", "The library stays open at night")

SETTINGS = """project = "valley"
source_locale = "en"
target_locales = ["de", "fr", "ru", "ar", "he", "ja"]
localize = ["numbers", "dates", "typography", "links", "assets", "notice", "credit", "lang"]

[publish]
state = "draft"

[site]
layout = "{layout}"
"""


def make(folder: Path, pages: int = 200, layout: str = "folder") -> Project:
    """Write the site's sources and catalogs into an empty folder; return it as a project."""
    sources = folder / "sources"
    (folder / "recto.toml").write_text(SETTINGS.format(layout=layout), encoding="utf-8")
    for number in range(pages):
        file = sources / path_of(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page(number, pages), encoding="utf-8")
    for name in ("media/hall.png", "media/hall.de.png"):
        (sources / name).parent.mkdir(exist_ok=True)
        (sources / name).write_bytes(PIXEL)
    (sources / "media/plan.txt.gz").write_bytes(b"\x1f\x8b")
    (sources / "media/site.css").write_text("body { max-width: 40em; margin: auto; }\n", encoding="utf-8")
    project = find(folder)
    extract(project)
    for number in range(pages):
        for index, locale in enumerate(LOCALES):
            _translate(project, number, index, locale)
    return project


def path_of(number: int) -> str:
    return f"section{number % 5}/story{number}.html" if number else "index.html"


def page(number: int, pages: int) -> str:
    """Return the source of a page."""
    top = "../" if number else ""
    title = TITLES[number % len(TITLES)]
    following, before = ((number + 1) % pages, (number * 7 + 3) % pages)
    link = f"{top}{path_of(before)}#detail"
    home = top or "./"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="stylesheet" href="{top}media/site.css">
</head>
<body>
<nav><ul><li><a href="{home}">Home</a></li><li><a href="/{path_of(following)}">Next story</a></li></ul></nav>
<main>
<h1>{title}</h1>
<p>The mayor said "we are ready" on the way to the hall.</p>
<p>It opens on {{{{date:2026-11-22}}}} and costs {{{{money:200000 EUR}}}}.</p>
<img src="{top}media/hall.png" alt="The hall in the morning">
<h2 id="detail">In detail</h2>
<p>Read <a href="{link}">what came before</a> or the <a href="{top}media/plan.txt.gz">whole plan</a>.</p>
</main>
</body>
</html>
"""


def is_translated(number: int, index: int) -> bool:
    return bool((number + index * 3) % 7) or not number


def _translate(project: Project, number: int, index: int, locale: str) -> None:
    path = path_of(number)
    if not is_translated(number, index):
        return
    file = project.catalog_file(path, locale)
    content = file.read_bytes()
    catalog = po.load(content, str(file), locale)
    units = tuple(_unit(unit, place, number, index) for place, unit in enumerate(catalog.units))
    header = (*catalog.header, ("Last-Translator", "Mina Vale <mina@example.org>"))
    header = tuple(dict(header).items())
    file.write_bytes(po.dump(Catalog(locale, units, header=header), content))


def _unit(unit: Unit, place: int, number: int, index: int) -> Unit:
    if number % 11 == 5 and place % 3 == 0:
        return unit
    is_drafted = number % 13 == 4
    state, origin = (State.DRAFT, "mt:sample") if is_drafted else (State.REVIEWED, "")
    return replace(unit, target=TEXTS[unit.source][index], state=state, origin=origin)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
