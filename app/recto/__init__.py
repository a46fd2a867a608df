"""Recto turns source articles into reviewed, localized articles."""

__version__ = "0.1.0"
