"""Try to break the cuts: coverage-guided fuzzing of each format's laws, from the tests' own fragments.

    fuzz.py [--minutes N] [FORMAT...]

Each format gets a process of its own. An input that breaks a law, crashes, takes more than five seconds or
two gigabytes is written to ``build/fuzz-found``; put it under ``tests/formats/found`` with its format's
ending, and mend the cut.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "app"))
MOST = {"md": 3000, "mdx": 3000, "html": 3000, "txt": 3000, "docx": 300}
"""Format -> bytes of an input; of a Word document each byte is a piece (``word_text``)."""
ONE = "--one"
WORDS = ROOT / "tools" / "fuzz.dict"

with atheris.instrument_imports(include=["recto.formats", "recto.inline", "recto.segmentation"]):
    from laws import OPTIONS, hold


def word_text(content: bytes) -> str:
    """Return the unpacked text of a Word document that the bytes choose, well-formed as any XML is."""
    out, open_ = [], []
    for byte in content:
        piece = WORD[byte % len(WORD)]
        if piece == "/":
            out.append(f"</{open_.pop()}>" if open_ else "x")
            continue
        if piece.startswith("<") and not piece.endswith("/>"):
            open_.append(piece[1:].split(" ")[0].rstrip(">"))
        out.append(piece)
    out += [f"</{name}>" for name in reversed(open_)]
    return f"\x1eword/document.xml\n<w:document {SPACE}><w:body>{''.join(out)}</w:body></w:document>"


SPACE = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
WORD = (
    *("/",) * 24,
    *("<w:p>", "<w:r>", "<w:t>") * 8,
    *(
        "<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>",
        "<w:tbl>",
        "<w:tr>",
        "<w:tc>",
    ),
    *(
        "<w:rPr><w:b/></w:rPr>",
        "<w:rPr><w:i/><w:vanish/></w:rPr>",
        "<w:rPr/>",
        "<w:br/>",
        "<w:tab/>",
        "<w:sym/>",
    ),
    *(
        "<w:fldChar w:fldCharType='begin'/>",
        "<w:fldChar w:fldCharType='separate'/>",
        "<w:instrText>",
        "<w:drawing>",
    ),
    *(
        "<w:fldChar w:fldCharType='end'/>",
        "<w:hyperlink r:id='r1'>",
        "<w:hyperlink w:anchor='a' w:tooltip='Tip'>",
    ),
    *(
        "<w:ins>",
        "<w:del>",
        "<w:delText>",
        "<w:bookmarkStart w:id='1'/>",
        "<w:bookmarkEnd w:id='1'/>",
        "<w:sdt>",
    ),
    *(
        "<w:sdtContent>",
        "<w:footnoteReference w:id='2'/>",
        "<w:smartTag>",
        "<w:fldSimple w:instr='PAGE'>",
        "<w:ruby>",
    ),
    *(
        "<wp:docPr id='1' name='n' descr='A cat'/>",
        "<mc:AlternateContent>",
        "<mc:Choice>",
        "<mc:Fallback>",
        "<w:proofErr/>",
    ),
    *(
        "<w:txbxContent>",
        "<w:noBreakHyphen/>",
        "<w:softHyphen/>",
        "<w:commentReference w:id='1'/>",
        "<!-- c -->",
        "<w:p/>",
    ),
    *("word ", "Two. Three.", " ", "\n", "&amp;", "&#160;", "<![CDATA[a<b]]>", "&lt;1&gt;", "é", "z", "a"),
)
"""What a document is put together from; ``/`` closes what is open."""


def fuzz(ending: str, arguments: list[str]) -> None:
    """Fuzz one format until its time is over; ends the process."""

    def one_input(content: bytes) -> None:
        text = word_text(content[1:]) if ending == ".docx" else content[1:].decode("utf-8", "ignore")
        hold(ending, text, OPTIONS[content[0] % len(OPTIONS) if content else 0])

    atheris.Setup([sys.argv[0], *arguments], one_input)
    atheris.Fuzz()


def seeds(name: str, folder: Path) -> None:
    """Fill a folder with what the project has of a format, in pieces."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [file for place in ("sources", "bench/documents", "tests/formats/found", "docs")
             for file in (ROOT / place).rglob(f"*.{name}")]  # fmt: skip
    for number, file in enumerate(files):
        content = file.read_bytes()
        size = MOST[name]
        for start in range(0, min(len(content), 20 * size), size):
            (folder / f"{number}-{start}").write_bytes(b"\0" + content[start : start + size])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("formats", nargs="*", metavar="FORMAT")
    options = parser.parse_args()
    failed = []
    for name in options.formats or MOST:
        corpus = ROOT / "build" / "fuzz-corpus" / name
        found = ROOT / "build" / "fuzz-found" / name
        seeds(name, corpus)
        found.mkdir(parents=True, exist_ok=True)
        print(f"fuzzing .{name} for {options.minutes:g} minutes", flush=True)
        command = [
            sys.executable,
            __file__,
            ONE,
            f".{name}",
            str(corpus),
            f"-artifact_prefix={found}/",
            f"-dict={WORDS}",
        ]
        limits = [
            f"-max_total_time={options.minutes * 60:.0f}",
            "-timeout=5",
            "-rss_limit_mb=2048",
            f"-max_len={MOST[name] + 1000}",
        ]
        if subprocess.run([*command, *limits, "-print_final_stats=1"], check=False).returncode:
            failed.append(name)
    sys.exit(f"Broken: {', '.join(failed)}. The inputs are in build/fuzz-found." if failed else 0)


if __name__ == "__main__":
    if ONE in sys.argv:
        at = sys.argv.index(ONE)
        fuzz(sys.argv[at + 1], sys.argv[at + 2 :])
    else:
        main()
