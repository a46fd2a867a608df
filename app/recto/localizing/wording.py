"""What the site says to its readers about a page, in their languages."""

from __future__ import annotations

from typing import NamedTuple

from recto.locales import language, script


class Wording(NamedTuple):
    drafted: str
    """The text was made by a machine."""
    partial: str
    """Some of it stands in the source's language."""
    outdated: str
    """The original has changed."""
    credit: str
    """Who translated; ``{}`` is the name."""


WORDINGS = {
    "ar": Wording(
        "تُرجم هذا النص آليًا ولم يراجعه أحد بعد.",
        "لم تُترجم بعض أجزاء هذه الصفحة بعد.",
        "تغيّر النص الأصلي بعد هذه الترجمة.",
        "الترجمة: {}",
    ),
    "cs": Wording(
        "Tento text přeložil stroj a zatím ho nikdo nezkontroloval.",
        "Část této stránky ještě není přeložena.",
        "Původní text se od tohoto překladu změnil.",
        "Překlad: {}",
    ),
    "de": Wording(
        "Dieser Text wurde maschinell übersetzt und noch nicht geprüft.",
        "Ein Teil dieser Seite ist noch nicht übersetzt.",
        "Das Original wurde seit dieser Übersetzung geändert.",
        "Übersetzung: {}",
    ),
    "en": Wording(
        "This text was translated by a machine and has not been reviewed yet.",
        "Part of this page has not been translated yet.",
        "The original has changed since this translation.",
        "Translation: {}",
    ),
    "es": Wording(
        "Este texto se tradujo de forma automática y aún no se ha revisado.",
        "Parte de esta página aún no está traducida.",
        "El original ha cambiado desde esta traducción.",
        "Traducción: {}",
    ),
    "fr": Wording(
        "Ce texte a été traduit automatiquement et n’a pas encore été relu.",
        "Une partie de cette page n’est pas encore traduite.",
        "L’original a changé depuis cette traduction.",
        "Traduction\u00a0: {}",
    ),
    "he": Wording(
        "הטקסט תורגם במכונה וטרם נבדק.",
        "חלק מהדף טרם תורגם.",
        "המקור השתנה מאז התרגום הזה.",
        "תרגום: {}",
    ),
    "it": Wording(
        "Questo testo è stato tradotto automaticamente e non è ancora stato rivisto.",
        "Una parte di questa pagina non è ancora tradotta.",
        "L’originale è cambiato dopo questa traduzione.",
        "Traduzione: {}",
    ),
    "ja": Wording(
        "この文章は機械翻訳で、まだ確認されていません。",
        "このページの一部はまだ翻訳されていません。",
        "この翻訳の後に原文が変更されました。",
        "翻訳：{}",
    ),
    "pl": Wording(
        "Ten tekst przetłumaczono maszynowo i nikt go jeszcze nie sprawdził.",
        "Część tej strony nie jest jeszcze przetłumaczona.",
        "Oryginał zmienił się od czasu tego tłumaczenia.",
        "Tłumaczenie: {}",
    ),
    "pt": Wording(
        "Este texto foi traduzido automaticamente e ainda não foi revisto.",
        "Parte desta página ainda não está traduzida.",
        "O original mudou depois desta tradução.",
        "Tradução: {}",
    ),
    "ru": Wording(
        "Этот текст переведён машиной и ещё не проверен.",
        "Часть этой страницы ещё не переведена.",
        "После этого перевода исходный текст изменился.",
        "Перевод: {}",
    ),
    "uk": Wording(
        "Цей текст переклала машина, і його ще не перевірено.",
        "Частину цієї сторінки ще не перекладено.",
        "Після цього перекладу оригінал змінився.",
        "Переклад: {}",
    ),
    "zh": Wording(
        "本文由机器翻译，尚未经过审校。",
        "本页部分内容尚未翻译。",
        "此译文完成后，原文已有改动。",
        "翻译：{}",
    ),
    "zh-Hant": Wording(
        "本文由機器翻譯，尚未經過審校。",
        "本頁部分內容尚未翻譯。",
        "此譯文完成後，原文已有改動。",
        "翻譯：{}",
    ),
}
"""Locale -> what is said in it; other languages get English, marked as such."""


def wording(locale: str) -> tuple[Wording, str]:
    """Return the texts for readers of a locale, and the locale they are in."""
    own = f"{language(locale)}-{script(locale)}"
    name = own if own in WORDINGS else language(locale)
    return (WORDINGS[name], locale) if name in WORDINGS else (WORDINGS["en"], "en")
