"""Which system calls a sandboxed kernel may not make: a seccomp filter, written in the kernel's own BPF.

Refused is what namespaces and limits don't cover: the keyring and System V objects, which reach from one kernel to the
next; memory that no limit counts; new namespaces; looking into other processes; what only an administrator needs. The
list is that of the sandboxes isolate, nsjail and Docker (its default profile), where those agree.

A lock on a file would reach from one kernel to the next, too, since all see the same system files; but programs need
locks: here they are granted, and lock nothing.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from . import linux

# name: (number on x86_64, number on aarch64)
REFUSED = {
    "acct": (163, 89), "add_key": (248, 217), "adjtimex": (159, 171), "bpf": (321, 280), "cachestat": (451, 451),
    "chroot": (161, 51), "clock_adjtime": (305, 266), "delete_module": (176, 106), "fanotify_init": (300, 262),
    "finit_module": (313, 273), "fsconfig": (431, 431), "fsmount": (432, 432), "fsopen": (430, 430),
    "fspick": (433, 433), "init_module": (175, 105), "inotify_add_watch": (254, 27), "inotify_init": (253, 26),
    "inotify_init1": (294, 26), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425), "kcmp": (312, 272), "kexec_file_load": (320, 294), "kexec_load": (246, 104),
    "keyctl": (250, 219), "lookup_dcookie": (212, 18), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "mincore": (27, 232), "mount": (165, 40), "mount_setattr": (442, 442), "move_mount": (429, 429),
    "mq_getsetattr": (245, 185), "mq_notify": (244, 184), "mq_open": (240, 180), "mq_timedreceive": (243, 183),
    "mq_timedsend": (242, 182), "mq_unlink": (241, 181), "msgctl": (71, 187), "msgget": (68, 186),
    "msgrcv": (70, 188), "msgsnd": (69, 189), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "open_tree": (428, 428), "perf_event_open": (298, 241), "personality": (135, 92), "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41), "process_madvise": (440, 440), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "ptrace": (101, 117), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    "reboot": (169, 142), "request_key": (249, 218), "semctl": (66, 191), "semget": (64, 190), "semop": (65, 193),
    "semtimedop": (220, 192), "setdomainname": (171, 162), "sethostname": (170, 161), "setns": (308, 268),
    "settimeofday": (164, 170), "shmat": (30, 196), "shmctl": (31, 195), "shmdt": (67, 197), "shmget": (29, 194),
    "swapoff": (168, 225), "swapon": (167, 224), "syslog": (103, 116), "umount2": (166, 39), "unshare": (272, 97),
    "userfaultfd": (323, 282), "vhangup": (153, 58), "vmsplice": (278, 75),
}  # fmt: skip
CLONE, CLONE3, SOCKET, FLOCK, FCNTL = (56, 220), (435, 435), (41, 198), (73, 32), (72, 25)
# What tells, or changes, which pages of a file that all kernels see are in memory: by an argument of these.
FADVISE, MADVISE, PREADV2 = (221, 223), (28, 233), (327, 286)
DONT_NEED, PAGE_OUT = (4,), (20, 21)  # POSIX_FADV_DONTNEED; MADV_COLD, MADV_PAGEOUT
# Who waits for a processor by a choice of its own would seem to have been kept from it: granted, without effect.
PRIORITIES = ((141, 140), (142, 118), (144, 119), (314, 274))  # setpriority, sched_setparam, …setscheduler, …setattr
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # which number, and the name in the filter

NEW_NAMESPACE = 0x7E020080  # all flags CLONE_NEW…
FAMILIES = (1, 2, 10)  # of sockets: Unix, IPv4, IPv6
LOCKS = (6, 7, 37, 38)  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW
OTHER_FCNTL = (1024, 1026)  # F_SETLEASE, F_NOTIFY

LOAD, JUMP_EQUAL, JUMP_SET, JUMP_GREATER, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # where these stand in what a filter sees
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
PR_SET_SECCOMP, FILTER = 22, 2

Instruction = tuple[int, int, int, int]


def returning(error: int) -> Instruction:
    """End with an error; 0: as if it had been done."""
    return (RETURN, 0, 0, ERRNO | error)


ALLOWED: Instruction = (RETURN, 0, 0, ALLOW)


def argument(place: int) -> Instruction:
    """Look at the lower half of an argument."""
    return (LOAD, 0, 0, ARGUMENTS + 8 * place)


def when(number: int, block: list[Instruction]) -> list[Instruction]:
    """What to do with one system call; every way through the block ends."""
    return [(JUMP_EQUAL, 0, len(block), number), *block]


def one_of(values: tuple[int, ...], then: Instruction) -> list[Instruction]:
    """End so where what is looked at has one of these values."""
    return [each for value in values for each in ((JUMP_EQUAL, 0, 1, value), then)]


def program(machine: str) -> list[Instruction]:
    """The filter for a machine; raises KeyError for one whose numbers are not known here."""
    place, name = ARCHITECTURES[machine]
    refused = returning(errno.EPERM)
    code: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE), (JUMP_EQUAL, 1, 0, name), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER),
    ]  # fmt: skip
    if machine == "x86_64":
        code += [(JUMP_GREATER, 0, 1, 0x40000000), returning(errno.ENOSYS)]  # x32, which has numbers of its own
    for numbers in REFUSED.values():
        code += when(numbers[place], [refused])
    code += when(CLONE3[place], [returning(errno.ENOSYS)])  # its flags can't be seen here; libraries then use clone
    code += when(CLONE[place], [argument(0), (JUMP_SET, 0, 1, NEW_NAMESPACE), refused, ALLOWED])
    families = [each for family in FAMILIES for each in ((JUMP_EQUAL, 0, 1, family), ALLOWED)]
    code += when(SOCKET[place], [argument(0), *families, returning(errno.EAFNOSUPPORT)])
    code += when(FADVISE[place], [argument(3), *one_of(DONT_NEED, refused), ALLOWED])
    code += when(MADVISE[place], [argument(2), *one_of(PAGE_OUT, refused), ALLOWED])
    code += when(PREADV2[place], [returning(errno.ENOSYS)])  # libraries then use preadv
    for numbers in (FLOCK, *PRIORITIES):
        code += when(numbers[place], [returning(0)])
    code += when(FCNTL[place], [argument(1), *one_of(LOCKS, returning(0)), *one_of(OTHER_FCNTL, refused), ALLOWED])
    return [*code, ALLOWED]


def refuse_system_calls() -> None:
    """Install the filter for this process and all that it starts, for good; it must not be able to gain privileges."""
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        return
    code = b"".join(struct.pack("HBBI", *each) for each in program(machine))
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))

    filtered = Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    linux.call("prctl", PR_SET_SECCOMP, FILTER, ctypes.byref(filtered), 0, 0)
