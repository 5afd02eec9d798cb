"""An IPython kernel in a fork of the zygote, with what the grader adds to it: the examiner's channel, cells that don't
count."""

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import os
import socket
import sys
import traceback
import types
import warnings
from pathlib import Path
from typing import Any

from . import linux

# What a kernel imports while it starts: done once, here.
KERNEL_MODULES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "ipykernel.comm.manager",
    "ipykernel.subshell_manager", "ipykernel.shellchannel", "ipykernel.embed", "IPython.core.completer",
    "IPython.core.magics", "IPython.core.pylabtools", "IPython.core.debugger", "IPython.core.extensions",
    "IPython.extensions.storemagic",
    "concurrent.futures.thread", "tornado.platform.asyncio", "zmq.eventloop.zmqstream", "IPython.core.historyapp",
    "IPython.core.oinspect", "IPython.core.completerlib", "IPython.core.logger", "faulthandler",
    "stack_data", "executing", "pure_eval", "asttokens", "pygments.formatters.terminal256", "pygments.plugin",
    "pygments.styles",
)  # fmt: skip


def run_kernel(request: dict[str, Any], sockets: list[int], folder: Path, sandboxed: bool) -> None:
    """Be an IPython kernel until told to shut down."""
    from ipykernel.kernelapp import IPKernelApp

    ipkernel: Any = importlib.import_module("ipykernel.ipkernel")

    connection = folder / "connection.json"
    connection.write_text(json.dumps(request["connection"]))
    app: Any = IPKernelApp.instance()
    fixed = ["-f", str(connection), "--HistoryManager.enabled=False", "--IPKernelApp.parent_handle=0"]
    # A kernel lists all modules for a debugger that it does not have here, and so takes its own copy of each.
    ipkernel.sys = types.SimpleNamespace(**{**vars(sys), "modules": {}})
    app.initialize([*fixed, *request["arguments"]])
    ipkernel.sys = sys
    skip_translation(app.shell)
    answer_uncounting(app)
    if sockets:
        answer_examiner(app, sockets[0])
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline is not None:
        # As its import does in a kernel; here it was imported before there was one.
        inline._enable_matplotlib_integration()
    if sandboxed:
        linux.make_read_only("/run/kernel")
    else:
        connection.unlink()
    linux.limit_resources(request["limits"])
    if sandboxed:
        os.nice(10)  # whatever it starts, the supervisor gets its turn
        linux.drop_capabilities()
    try:
        app.start()
    except Exception:  # of what a notebook did to its kernel
        os.write(2, traceback.format_exc().encode())
        os._exit(1)


def answer_examiner(app: Any, channel: int) -> None:
    """Let this kernel answer an examiner, over an open socket, whenever a `serve_request` comes: a message of its own,
    since hooks that a notebook adds to IPython would see a cell."""
    from . import wire  # which imports NumPy: not before the zygote does

    peer = wire.KernelPeer(socket.socket(fileno=channel), app.shell.user_ns)

    def serve_request(stream: Any, ident: Any, parent: Any) -> None:
        try:
            peer.serve()
        finally:
            app.kernel.session.send(stream, "serve_reply", {"status": "ok"}, parent, ident)

    app.kernel.shell_handlers["serve_request"] = serve_request


def answer_uncounting(app: Any) -> None:
    """Let an `uncount_request` undo that the last cell was counted as an input: the cells of a notebook keep their
    numbers, which tracebacks show, whatever else the grader runs between them."""

    def uncount_request(stream: Any, ident: Any, parent: Any) -> None:
        try:
            app.shell.execution_count -= 1
            del app.shell.history_manager.input_hist_parsed[-1], app.shell.history_manager.input_hist_raw[-1]
        finally:
            app.kernel.session.send(stream, "uncount_reply", {"status": "ok"}, parent, ident)

    app.kernel.shell_handlers["uncount_request"] = uncount_request


def skip_translation(shell: Any) -> None:
    """Let a cell that is plain Python run as it is: IPython's translation of magics would not change it, and its
    tokenizer, run twice a cell, takes as long as a test."""
    manager = shell.input_transformer_manager
    translate = manager.transform_cell
    standard = [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers]

    def transform_cell(cell: str) -> str:
        if [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers] == standard:
            with warnings.catch_warnings(), contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
                warnings.simplefilter("ignore")
                flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
                if not cell[:1].isspace() and not cell.startswith("In ["):
                    compile(cell, "<cell>", "exec", flags)
                    return cell if cell.endswith("\n") else f"{cell}\n"
        return str(translate(cell))

    manager.transform_cell = transform_cell
