"""Front matter written by other programs: its values are the blocks, and any text put in is read again."""

from __future__ import annotations

import json
import re
import tomllib

import yaml
from hypothesis import given
from hypothesis import strategies as st

from recto import formats
from recto.compilation import compile_article
from recto.extraction import extract
from recto.model import Article, Block, Catalog, Code, Field, Options, State, Text, Unit, join

SIGNS = "aé0茶🎉 :#-'\"\\,[]{}|>&*!%?=~.+;\u00a0"
WORDS = st.text(alphabet=SIGNS, min_size=1, max_size=12)
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
KEYS = st.sampled_from(
    ["title", "summary", "og.title", "seo", "naïve key", "a'b", 'say "x"', "tags", "1", "no"]
)
OTHER = st.one_of(st.integers(-9, 9), st.booleans(), st.just(2.5))
NUMBERS = re.compile(r"[-+]?[0-9.]+")
"""Numbers for some programs, texts for the one that writes here."""
TEXTS = st.one_of(
    WORDS, LINES, st.sampled_from(["true", "2026-11-22", "0x1F", "null", "---", "+++", "'''", '"""'])
).filter(lambda text: not NUMBERS.fullmatch(text))
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        st.one_of(TEXTS, OTHER),
        lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS, one, max_size=3),
        max_leaves=6,
    ),
    min_size=1,
    max_size=4,
)
PITFALLS = (
    "true No y ~ 1.5 1e3 0o17 2026-11-22 12:30 --- ... +++ ;;; {{x}} << @x `x %x x: = !x &x *x [x } # : , x,"
).split()
SENTENCES = [
    "a: b",
    "a #b",
    "--- x",
    "... x",
    "+++ x",
    "- x",
    "? x",
    "'x' y",
    "'''x",
    '"""',
    '"',
    "\\",
    "\ufeffx",
]
TARGETS = st.one_of(
    st.text(alphabet=SIGNS + "\t@%`/<ü", min_size=1, max_size=20),
    st.sampled_from(PITFALLS),
    st.sampled_from(SENTENCES),
)


def squeezed(text):
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def leaves(tree, path=()):
    """Yield the keys that lead to each text, and the text."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    elif isinstance(tree, list):
        for value in tree:
            yield from leaves(value, path)
    elif isinstance(tree, str):
        yield ".".join(path), tree


def replaced(tree, role, source, target, path=()):
    """Return the tree as it is to be: the texts of one unit replaced, blanks at their edges kept out."""
    if isinstance(tree, dict):
        return {key: replaced(value, role, source, target, (*path, key)) for key, value in tree.items()}
    if isinstance(tree, list):
        return [replaced(value, role, source, target, path) for value in tree]
    is_it = (
        isinstance(tree, str) and Field(".".join(path)).context == role and squeezed(tree.strip()) == source
    )
    return target if is_it else tree


def same(read, expected, target):
    """Compare trees; texts that were put in may have had white space around them."""
    if isinstance(expected, dict):
        return read.keys() == expected.keys() and all(same(read[key], expected[key], target) for key in read)
    if isinstance(expected, list):
        return len(read) == len(expected) and all(
            same(a, b, target) for a, b in zip(read, expected, strict=True)
        )
    return read == expected or (expected == target and squeezed(read.strip()) == squeezed(target))


def hold(text, tree, load, data):
    """Check all laws on front matter that was written from a tree."""
    texts = list(leaves(tree))
    wanted = data.draw(st.sets(st.sampled_from([key for key, _ in texts]), min_size=1)) if texts else set()
    options = Options(front_matter=tuple(map(Field, sorted(wanted))))
    article = Article("a.md", "en", text)
    document = formats.cut(article, options)
    assert join(document) == text
    found = [(part.role, seen(part)) for part in document.parts if isinstance(part, Block)]
    expected = [
        (Field(key).context, squeezed(value)) for key, value in texts if key in wanted and value.strip()
    ]
    assert sorted(found) == sorted(expected)

    units = [unit for unit in extract(document, lambda _: ()) if "<" not in unit.source]
    if not units:
        return
    unit = data.draw(st.sampled_from(units))
    target = squeezed(data.draw(TARGETS)).strip()
    if not target or re.search(r"</?\d+/?>", target):
        return
    catalog = Catalog("de", (Unit(unit.context, unit.source, target, State.REVIEWED),))

    def recut(result):
        return formats.cut(Article("a.md", "en", result), options)

    compiled = compile_article(article, document, catalog, lambda _: (), recut=recut)
    if compiled.refusals:
        assert "U+FEFF" in str(compiled.refusals[0].error)
        return
    output = compiled.article.text
    assert same(load(output), replaced(tree, unit.context, unit.source, target), target), output
    again = recut(output)
    assert [part for part in again.parts if isinstance(part, str)] == [
        part for part in document.parts if isinstance(part, str)
    ]


def seen(block):
    """Return what a reader sees of a block, line breaks as blanks."""
    texts = (
        piece.text if isinstance(piece, Text) else " " if piece.is_break else "".join(map(str, piece.parts))
        for piece in block.pieces
        if isinstance(piece, Text) or (isinstance(piece, Code) and not piece.pair)
    )
    return squeezed("".join(texts))


@given(
    TREES,
    st.fixed_dictionaries(
        {
            "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
            "default_flow_style": st.sampled_from([True, False, None]),
            "width": st.sampled_from([8, 80]),
            "indent": st.sampled_from([2, 4]),
            "allow_unicode": st.booleans(),
            "line_break": st.sampled_from(["\n", "\r\n", "\r"]),
        }
    ),
    st.data(),
)
def test_texts_in_yaml_are_the_blocks_and_are_read_as_typed(tree, style, data):
    body = yaml.dump(tree, Dumper=yaml.SafeDumper, sort_keys=False, **style)
    if yaml.safe_load(body) != tree:
        return  # in narrow lines the library breaks some texts itself
    end = style["line_break"]

    def load(text):
        return yaml.safe_load(text[3 + len(end) :].rpartition("---")[0])

    hold(f"---{end}{body}---{end}", tree, load, data)


@given(
    TREES,
    st.booleans(),
    st.sampled_from([None, 2, "\t"]),
    st.sampled_from(["", ";;;"]),
    st.data(),
)
def test_texts_in_json_are_the_blocks_and_are_read_as_typed(tree, ascii_only, indent, fence, data):
    body = json.dumps(tree, ensure_ascii=ascii_only, indent=indent)
    fence = f"{fence}\n" if fence else ""

    hold(f"{fence}{body}\n{fence}", tree, lambda text: json.loads(text.strip(";\n")), data)


@given(TREES, st.data())
def test_texts_in_toml_are_the_blocks_and_are_read_as_typed(tree, data):
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    text = "+++\n" + written(tree, data.draw(st.randoms(use_true_random=False))) + "+++\n"
    text = text.replace("\n", end)

    hold(text, tree, lambda text: tomllib.loads(text.rstrip().strip("+")), data)


def written(tree, random):
    """Write a tree as TOML: every kind of quotes and of table, comments that hold quotes."""
    out = []
    for key, value in sorted(tree.items(), key=lambda pair: isinstance(pair[1], dict)):
        if isinstance(value, dict) and random.random() < 0.6:
            out.append(f"[{toml_key(key, random)}] # it's\n")
            out += (f"{toml_key(inner, random)} = {toml(one, random)}\n" for inner, one in value.items())
        else:
            table = any(line.startswith("[") for line in out)
            if table:  # a table is open: what is below would belong to it
                out.insert(0, f"{toml_key(key, random)} = {toml(value, random)}\n")
            else:
                out.append(f'{toml_key(key, random)}= {toml(value, random)}   # a "comment\n')
    return "".join(out)


def toml_key(key, random):
    if re.fullmatch(r"[\w-]+", key, re.ASCII) and random.random() < 0.7:
        return key
    return f"'{key}'" if "'" not in key and random.random() < 0.5 else json.dumps(key)


def toml(value, random):
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{toml_key(key, random)} = {toml(one, random)}" for key, one in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + "".join(f"\n  {toml(one, random)}, # it's" for one in value) + "\n]"
    if not isinstance(value, str):
        return json.dumps(value)
    ways = [json.dumps(value, ensure_ascii=False)]
    if "🎉" not in value:  # JSON escapes it as two halves
        ways.append(json.dumps(value))
    if "'" not in value and "\n" not in value:
        ways.append(f"'{value}'")
    is_fence = re.search(r"^\+\+\+\s*$", value, re.MULTILINE)
    if "'''" not in value and not value.endswith("'") and not is_fence:
        ways.append(f"'''\n{value}'''")
    if not is_fence:
        inside = value.replace("\\", "\\\\").replace('"""', '""\\"')
        inside = inside[:-1] + '\\"' if inside.endswith('"') and not inside.endswith('\\"') else inside
        ways.append(f'"""\n{inside}"""')
        ways.append(
            f'"""{inside[:1]}\\\n   {inside[1:].lstrip()}"""'
            if inside[:1].isalnum() and inside[1:2].isalnum()
            else ways[0]
        )
    return random.choice(ways)
