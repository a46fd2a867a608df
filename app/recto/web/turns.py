"""Large pages one after the other: whoever saves a segment meanwhile waits for one of them, not for all.

Python computes in one thread at a time. Eight long articles that are opened at once take as long as one
behind the other, and a save beside them would get a ninth of the time instead of half.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

PATIENCE_S = 5.0
"""After so long a page is made without its turn: what is before it waits for something else."""

View = TypeVar("View", bound=Callable[..., Any])

_turn = threading.Lock()


def in_turn(view: View) -> View:
    """Let one request at a time into the views that are marked so."""

    @wraps(view)
    def waited(*args: Any, **kwargs: Any) -> Any:
        has_turn = _turn.acquire(timeout=PATIENCE_S)
        try:
            return view(*args, **kwargs)
        finally:
            if has_turn:
                _turn.release()

    return cast("View", waited)
