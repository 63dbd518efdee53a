"""Fills the library: reads articles, splits them, embeds them, keeps folder and library equal."""
