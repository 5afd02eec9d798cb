"""Files: written whole or not at all, read as what they are and no more than is allowed."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
import zlib
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from grader.errors import GraderError

MAX_FILES = 1000
MAX_FILES_BYTES = 200 << 20


def write(path: Path, data: bytes | str) -> None:
    """Write a file whole, or leave the old one; a text is written as UTF-8, and folders are made as needed.

    Raises OSError where it can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{zlib.crc32(os.fsencode(path.name)):08x}.new")  # a name may be as long as names can be
    new.unlink(missing_ok=True)
    try:
        new.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def update(path: Path, text: str) -> None:
    """Write a file as `write` does, unless it holds this text already."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        write(path, text)


def save(path: Path, data: bytes | str) -> None:
    """Write a file as `write` does, for a command whose user is told: raises GraderError where it can't be written."""
    try:
        write(path, data)
    except OSError as error:
        raise GraderError(f"{path} can't be written: {error.strerror}") from None


def read_regular_file(path: Path, most: int, *, follow: bool = False) -> bytes:
    """The bytes of a regular file, never of a device or a pipe, nor, unless `follow`, of a link, which a submission
    may hold; raises GraderError, with the reason."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW))
    except OSError as error:
        reason = "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror
        raise GraderError(f"{path.name} can't be read: {reason}") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise GraderError(f"{path.name} is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size > most:
            raise GraderError(f"{path.name} is larger than {most >> 20} MiB")
        return file.read(most)


def other_files(folder: Path, ignore: tuple[str, ...] = (), *, follow: bool = False) -> tuple[dict[str, bytes], str]:
    """(relative path -> bytes of the regular files below a folder that are no notebooks, why others were left out).

    follow: take links, to files and to folders, for what they lead to; else they are left out without a word. The
    number and size are bounded.
    """
    found: dict[str, bytes] = {}
    problem = ""
    left = MAX_FILES_BYTES
    for parent, folders, names in os.walk(folder, followlinks=follow):
        folders[:] = sorted(
            name for name in folders if not _ignored(name, ignore) and not (follow and _leads_back(Path(parent, name)))
        )
        for name in sorted(names):
            path = Path(parent, name)
            if _ignored(name, ignore) or (name.endswith(".ipynb") and Path(parent) == folder):
                continue
            if len(found) >= MAX_FILES:
                return found, f"more than {MAX_FILES} files: the others were left out"
            try:
                data = read_regular_file(path, max(left, 1), follow=follow)
            except GraderError as error:
                if "symbolic link" not in str(error):
                    problem = problem or f"{error}: it was left out"
                continue
            left -= len(data)
            found[str(path.relative_to(folder))] = data
    return found, problem


def in_any_form(name: str, present: Iterable[str]) -> str | None:
    """Which of the names that are present is this one, be it in another Unicode form, as some systems and archives
    write it (é as one letter, or as e and its accent); None where none is."""
    present = list(present)
    wanted = unicodedata.normalize("NFC", name)
    same = (each for each in present if unicodedata.normalize("NFC", each) == wanted)
    return name if name in present else next(same, None)


def _leads_back(path: Path) -> bool:
    """Whether a folder is a link to one that it lies in, so that following it would never end."""
    return path.is_symlink() and os.path.realpath(path) in {os.path.realpath(each) for each in path.parents}


def _ignored(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)
