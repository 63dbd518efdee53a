"""Answers questions over a library of news articles, with verbatim citations."""

__version__ = "0.1.0"
