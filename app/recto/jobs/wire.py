"""What goes over the queue: JSON with a signature, and nothing else is ever read.

huey's own serializers write pickles, and a pickle can do anything where it is read. This one takes
their place wholly: a document is read after its signature was found right, and then as JSON.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from huey.registry import Message
from huey.serializer import Serializer
from huey.utils import Error

from recto.errors import RectoError

SIGNATURE_BYTES = hashlib.sha256().digest_size
USE = b"recto jobs 1"
"""What a signature is for: the key may sign other things too, which mean nothing here."""
MOST_BYTES = 32_000_000


class WireError(RectoError):
    """A document of the queue is not from this project, or none at all; it was not looked into."""


class Signed(Serializer):  # type: ignore[misc]  # huey has no types
    """Writes and reads the documents of one project."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self._key = hmac.digest(key, USE, "sha256")

    def _serialize(self, data: Any) -> bytes:
        body = json.dumps(_plain(data), ensure_ascii=False, separators=(",", ":")).encode()
        return self._signature(body) + body

    def _deserialize(self, data: Any) -> Any:
        document = bytes(data)
        signature, body = document[:SIGNATURE_BYTES], document[SIGNATURE_BYTES:]
        if len(document) > MOST_BYTES or not hmac.compare_digest(signature, self._signature(body)):
            raise WireError(
                "a document of the queue has another signature than this project's.",
                hint="It was thrown away. Desk and workers need the same key.",
            )
        return _read(json.loads(body))

    def _signature(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")


def _plain(data: Any) -> dict[str, Any]:
    """Return a document of one key, which says what it is."""
    if isinstance(data, Message):
        if data.eta or data.on_complete or data.on_error or data.expires or data.chord_config:
            raise WireError("a task is to be done once and now; nothing else can be written.")
        return {"task": [data.id, data.name, list(data.args)]}
    if isinstance(data, Error):
        return {"failure": ""}  # what huey notes of an exception may hold anything
    return {"value": data}


def _read(document: Any) -> Any:
    match document:
        case {"task": [str(task), str(name), list(arguments)]}:
            return Message(task, name, retries=0, args=tuple(arguments), kwargs={})
        case {"failure": ""}:
            return Error({})
        case {"value": value}:
            return value
    raise WireError("a document of the queue is of another version of Recto.", hint="Use one version.")
