"""``python -m recto`` is ``recto``."""

from __future__ import annotations

from recto.cli import main

if __name__ == "__main__":
    main()
