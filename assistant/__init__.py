"""Answers questions over a library of news articles, with verbatim citations."""

import os

__version__ = "0.1.0"

# From 1.29 on ONNX Runtime tells its makers what it runs, and keeps a number of the machine for that, unless this is
# set before it is imported. Who wants it can set it to 0.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
