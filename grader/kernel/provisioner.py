"""A jupyter_client kernel provisioner whose kernels are forked from a preloaded, sandboxed parent.

nbclient, nbconvert, nbval and nbgrader use it unchanged: with a kernelspec that names `grader-provisioner` (`grader
kernelspec` installs one), or for every kernel with JUPYTER_DEFAULT_PROVISIONER_NAME=grader-provisioner.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import shutil
import signal
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Bool, Dict
from traitlets import List as ListTrait

from grader.errors import GraderError
from grader.kernel.limits import Limits
from grader.kernel.server import KernelConnection, KernelServer, kernel_part, request_for

CHANNELS = ("shell", "iopub", "stdin", "hb", "control")


class ForkProvisioner(KernelProvisionerBase):
    """Provides a kernel by forking a zygote: the one that `start_kernel(server=…)` names, else one for this process.

    `preload`, `sandboxed` and `limits` (fields of grader.limits.Limits) can be set in the kernelspec's provisioner
    config.
    """

    preload = ListTrait(["numpy", "matplotlib.pyplot"], config=True, help="Modules to import once, for all kernels.")
    sandboxed = Bool(True, config=True, help="Whether kernels run in the sandbox.")
    limits = Dict({}, config=True, help="Limits of a kernel: fields of grader.limits.Limits.")

    _own_servers: ClassVar[dict[tuple[Any, ...], KernelServer]] = {}

    server: KernelServer | None = None
    connection: KernelConnection | None = None
    folder: Path | None = None

    def _own_server(self) -> KernelServer:
        """The zygote of this process for kernels of this kind, started when it is first needed."""
        key = (os.getpid(), tuple(self.preload), self.sandboxed)
        if key not in self._own_servers:
            server = KernelServer(tuple(self.preload), self.sandboxed, Limits(**self.limits))
            server.__enter__()
            server.wait_ready()
            atexit.register(server.__exit__)
            self._own_servers[key] = server
        return self._own_servers[key]

    @property
    def has_process(self) -> bool:
        return self.connection is not None

    @property
    def reason(self) -> str:
        """Why the kernel ended; "" while it runs."""
        return self.connection.reason if self.connection else ""

    async def poll(self) -> int | None:
        return 0 if self.connection is None else self.connection.poll()

    async def wait(self) -> int | None:
        while (code := await self.poll()) is None:
            await asyncio.sleep(0.005)
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        return code

    async def send_signal(self, signum: int) -> None:
        if self.connection is not None:
            self.connection.send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        await self.send_signal(signal.SIGKILL)

    async def cleanup(self, restart: bool = False) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Give the manager a connection over Unix sockets in a folder that only this kernel sees."""
        manager = self.parent
        assert manager is not None
        self.server = kwargs.get("server") or self._own_server()
        self.folder = self.server.new_folder()
        manager.transport = "ipc"
        manager.ip = str(self.folder / "z")
        for number, channel in enumerate(CHANNELS, 1):
            setattr(manager, f"{channel}_port", number)
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        server = self.server
        assert server is not None and self.folder is not None
        cwd = copy_files(server, Path(kwargs.get("cwd") or "."), self.folder)
        arguments = [word for word in kwargs.get("extra_arguments") or [] if "hist_file" not in word]
        request = {
            **request_for(self.folder, server.limits, server.sandboxed, cwd, server.interpreter),
            **kernel_part(self.folder, self.connection_info, server.sandboxed, arguments),
        }
        channel = kwargs.get("channel")
        self.connection = server.connect(request, [channel] if channel else [])
        return self.connection_info

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:
        return min(recommended, 1.0)


def copy_files(server: KernelServer, source: Path, folder: Path) -> str:
    """Copy the files of a working directory to where a sandboxed kernel in `folder` finds them; returns the directory
    that it is there."""
    if not server.sandboxed:
        return str(source.absolute())
    check_size(source, server.limits)
    hidden = shutil.ignore_patterns(".*")
    shutil.copytree(source, folder / "files", symlinks=True, dirs_exist_ok=True, ignore=hidden)
    return "/tmp/work"


def check_size(folder: Path, limits: Limits) -> None:
    """Raise GraderError for a folder that is too large to become the working directory of a sandboxed kernel (hidden
    files don't count)."""
    size = count = 0
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            with contextlib.suppress(OSError):
                size += Path(parent, name).lstat().st_size
            count += 1
        if size > limits.disk_bytes or count > limits.files:
            limit = f"{limits.disk_bytes >> 20} MiB and {limits.files} files"
            raise GraderError(
                f"{folder} can't be copied into the sandbox: it is larger than {limit}; "
                "run the notebook in a folder of its own"
            )


def install_kernelspec(name: str = "grader", *, sandboxed: bool = True) -> Path:
    """Install, into this Python's environment, a kernelspec whose kernels this provisioner makes; returns its
    folder."""
    import json
    import sys
    import tempfile

    from jupyter_client.kernelspec import KernelSpecManager

    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (forked, sandboxed)" if sandboxed else "Python 3 (forked)",
        "language": "python",
        "metadata": {
            "kernel_provisioner": {"provisioner_name": "grader-provisioner", "config": {"sandboxed": sandboxed}}
        },
    }
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "kernel.json").write_text(json.dumps(spec, indent=1))
        return Path(KernelSpecManager().install_kernel_spec(folder, name, prefix=sys.prefix))
