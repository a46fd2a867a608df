"""What a program sends: JSON objects, read field by field."""

from __future__ import annotations

from typing import Any

from flask import abort, request
from flask.json.provider import DefaultJSONProvider

HALF = ("\\ud", "\\uD")
"""How half of a character begins that needs two; whole ones may be written so as well."""


class Json(DefaultJSONProvider):
    """JSON whose texts can be written to a file."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read what was sent; half of a character is none, and left out.

        :raises ValueError: it is no JSON, or no UTF-8.
        """
        s = s if isinstance(s, str) else s.decode("utf-8")
        value = super().loads(s, **kwargs)
        if any(half in s for half in HALF):
            whole = self.dumps(value, ensure_ascii=False).encode("utf-8", "ignore")
            return super().loads(whole, **kwargs)
        return value


def sent(example: str) -> dict[str, object]:
    """Return the object that was sent; answers 400 with an example where it is none."""
    asked = request.get_json()
    if not isinstance(asked, dict):
        abort(400, f"Send {example}.")
    return asked


def text_in(asked: dict[str, object], name: str, example: str) -> str:
    """Return a text of what was sent; a missing one is empty, anything else answers 400."""
    text = asked.get(name, "")
    if not isinstance(text, str):
        abort(400, f"Send {example}.")
    return text


def texts_in(asked: dict[str, object], name: str, example: str) -> list[str]:
    """Return a list of texts of what was sent; a missing one is empty, anything else answers 400."""
    texts = asked.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        abort(400, f"Send {example}.")
    return texts
