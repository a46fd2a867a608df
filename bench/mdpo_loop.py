"""Make catalogs of Markdown files below ``sources`` with mdpo, in one process; run by mdpo's own Python."""

import sys
from pathlib import Path

from mdpo.md2po import markdown_to_pofile

Path("po").mkdir(exist_ok=True)
for path in sys.argv[1:]:
    markdown_to_pofile(f"sources/{path}", save=True, po_filepath=f"po/{path}.po", location=False)
