"""The names of the rules, as ``recto segment --explain`` shows them, and what each says."""

from __future__ import annotations

from types import MappingProxyType

RULE_NAMES = MappingProxyType(
    {
        "terminator": "a full stop, `!`, `?` or the like, and nothing speaks against an end",
        "starter": "behind an abbreviation or the like stands a word that begins sentences",
        "ellipsis": "an ellipsis: an end before a capital, otherwise a pause",
        "leading-ellipsis": "the next sentence begins with an ellipsis of its own",
        "blank-line": "a blank line",
        "abbreviation": "an abbreviation that Recto knows",
        "no-vowel": "a word without vowels is taken for an abbreviation",
        "acronym": "letters with full stops, such as `U.S.`",
        "initial": "a single letter, such as `J. Smith`",
        "ordinal": "a figure with a full stop that is an ordinal in this language, such as `3. Mai`",
        "fronted-date": "a date at the start of its sentence, such as `Dne 5. 5. 2020 Karel odešel`",
        "time": "a time of day that goes on, such as `7 p.m. Friday`",
        "decimal": "a figure goes on",
        "list-marker": "the number or letter of a list item stays with the item",
        "list-item": "the next item of a list that runs on in one line, as in `1. One 2. Two`",
        "dateline": "the dateline stays with the first sentence",
        "lower-case": "a small letter follows",
        "punctuation": "a comma or another mark follows",
        "no-blank": "no blank follows, as in `Node.js`",
        "brand": "a name with a mark at its end, such as `Yahoo!`",
        "quote-attribution": "who said it follows",
        "inner-quotation": "a quotation inside a sentence",
        "parenthesis": "a parenthesis inside a sentence",
        "brackets": "a title or a name in brackets of its own",
        "bracketed-mark": "a mark alone in brackets, `(!)`",
        "aside": "a remark in brackets or dashes behind the sentence",
        "own-abbreviation": "an abbreviation of the setting `abbreviations`",
        "quotation": 'inside a quotation, with `quotes = "keep"`',
        "block": 'with `units = "block"` nothing is cut',
        "inside-code": "inside emphasis, a link or the like that covers only part of a sentence",
        "srx-break": "a rule of the SRX file breaks here",
        "srx-exception": "a rule of the SRX file says that nothing breaks here",
        "srx-none": "no rule of the SRX file fits here, so there is no break",
        "srx-long": "the block is too long for the rules of an SRX file",
    }
)
"""Name -> what it says."""
