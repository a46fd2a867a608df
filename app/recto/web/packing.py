"""Pages are sent compressed: a long article is a megabyte of HTML that repeats itself."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

LEVEL = 5
"""Beyond it the time doubles for a few percent."""
LEAST = 1_000
"""Bytes below which there is nothing to gain."""


def install(app: Flask) -> None:
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Compress a page for a browser that takes it; files and JSON stay as they are."""
    if response.mimetype != "text/html" or response.direct_passthrough or response.content_encoding:
        return response
    response.vary.add("Accept-Encoding")
    page = response.get_data()
    if len(page) >= LEAST and request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(page, LEVEL, mtime=0))
        response.content_encoding = "gzip"
    return response
