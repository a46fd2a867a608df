"""What a program sends: JSON objects, read field by field."""

from __future__ import annotations

from flask import abort, request


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
