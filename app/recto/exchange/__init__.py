"""Catalogs to and from the files other people's tools read."""
