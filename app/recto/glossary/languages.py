"""What languages do to the ends of words, as tables: stemmers, endings, what is alike behind them."""

from __future__ import annotations

STEMMERS = {
    "ar": "arabic", "bs": "serbian", "ca": "catalan", "cnr": "serbian", "cs": "czech", "da": "danish",
    "de": "german", "el": "greek", "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hr": "serbian", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sh": "serbian", "sr": "serbian", "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip
"""Language -> the snowball algorithm that takes its inflections off."""

_CYRILLIC = (
    "ами ями ові еві ого ого ому ими іми ій ої ою ею ів їв ей ий их іх ах ях ам ям ом ем єм ові"
    " а я о е є у ю и і ї ь й"
)
_KOREAN = (
    "에서는 에서도 으로는 에게서 이라는 에서 에게 한테 으로 까지 부터 보다 처럼 마다"
    " 조차 마저 이나 이라 들은 들이 들을 들의 은 는 이 가 을 를 의 에 로 와 과 도 만 들"
)

ENDINGS: dict[str, tuple[str, ...]] = {
    language: tuple(sorted(set(endings.split()), key=lambda ending: (-len(ending), ending)))
    for language, endings in {
        "uk": _CYRILLIC,
        "be": f"{_CYRILLIC} амі ямі ага яга аму яму ымі ы ў аў яў эй ай",
        "bg": "овете евете ищата ията ите ове еве ата ята ето ото ът ят та то те ия ии а я о е и у ю",
        "mk": "овите евите ите ата ото ето ови еви от та то те ва на и а о е у",
        "sk": "ovia ami iami ého ému ých ich ými imi och iach ách ám iam om"
        " em ou ej ov mi ia a á e é i í o u ú y ý",
        "sl": "oma ema ega emu imi ami ih im om em oh ah eh ov ev am je a e i o u",
        "lv": "ajiem ajām iem ām ās os as es us is am ai ā ē ī ū u a e i o s š",
        "gl": "s es a o",
        "az": "lardan lərdən larda lərdə ların lərin lara lərə ları ləri dan dən nın nin nun nün"
        " lar lər da də ın in un ün ı i u ü a ə",
        "kk": "лардан лерден дардан дерден тардан терден лар лер дар дер тар тер дың дің тың тің ның нің"
        " да де та те дан ден тан тен ға ге қа ке ы і",
        "ko": _KOREAN,
    }.items()
}
"""Language without a stemmer -> endings that are taken off a word, longest first."""

SHORTEST = {"ko": 2}
"""Letters that are left of a word at least; 3 where the language is not named."""

ALIKE: dict[str, tuple[tuple[str, str], ...]] = {
    language: tuple(rules)
    for language, rules in {
        "ar": [("^(?:[وفبك]?ال|لل)(?=..)", "")],
        "be": [("ё", "е"), ("(?<=..)[оеа]([кцн])$", r"\1")],
        "bg": [("ц$", "к")],
        "cs": [("á", "a"), ("é", "e"), ("í", "i"), ("ý", "y"), ("ú", "u"), ("ů", "o"),
               ("(?<=..)e([kcnl])$", r"\1")],
        "de": [("(?<=....)e[mnrs]?$", "")],
        "en": [("(?<=[aeiou])se$", "s")],
        "es": [("z$", "c")],
        "fi": [("(?<=...)[aeioäöuy]$", ""), ("nk$", "ng"), ("nt$", "nn"), ("mp$", "mm"), ("lt$", "ll"),
               ("rt$", "rr"), (r"([kpt])\1$", r"\1"), ("d$", "t"), ("v$", "p")],
        "fr": [("(?<=...)s$", "")],
        "hu": [("(?<=....)(?:[ae]k|[aeoö]t|[bn][ae]n|n[ae]k|[bv][ae]l?|[tbr][óő]l)$", ""),
               ("(?<=...)t$", "")],
        "it": [("([cg])h$", r"\1")],
        "pl": [("ó", "o"), ("ą", "ę"), ("(?<=..)i?e([kcnlń])$", r"\1")],
        "pt": [("õ", "ã"), ("(?<=...)[aeio]l$", "")],
        "ru": [("ё", "е"), ("(?<=..)[ое]([кцн])$", r"\1")],
        "sk": [("á", "a"), ("é", "e"), ("í", "i"), ("ý", "y"), ("ú", "u"), ("ô", "o"),
               ("(?<=..)[eo]([kcn])$", r"\1")],
        "tr": [("(?<=....)s$", "")],
        "uk": [("(?<=..)[оеі]([кцн])$", r"\1"), ("(?<=..)і(?=[^аеиіоуюя]$)", "о")],
    }.items()
}  # fmt: skip
"""Language -> what is alike in two stems of one word: lengths, fleeting vowels, graded consonants."""

COMPOUNDING = frozenset({"da", "de", "et", "fi", "hu", "is", "nb", "nl", "nn", "no", "sv"})
"""Languages that write compounds as one word."""

IRREGULAR = {
    "en": dict(
        pair.split("=")
        for pair in (
            "children=child men=man women=woman people=person feet=foot teeth=tooth geese=goose mice=mouse"
            " leaves=leaf lives=life wives=wife knives=knife halves=half shelves=shelf wolves=wolf"
            " loaves=loaf thieves=thief calves=calf oxen=ox criteria=criterion phenomena=phenomenon"
            " analyses=analysis crises=crisis theses=thesis indices=index matrices=matrix vertices=vertex"
        ).split()
    )
}
"""Language -> forms of words that no rule gives."""

INFLECTIONS = {
    "en": frozenset({"", "s", "es", "e", "ed", "d", "ing", "y", "ies", "ied", "is", "f", "fe", "ves"}),
}
"""Language -> how forms of one word end behind what they have in common. English stems go further
than inflection: without this, a gardener would be a garden."""
