import ctypes
libc = ctypes.CDLL(None)
for number in (29, 64, 68):
    if libc.syscall(number, 4711, 1, 0o1666) != -1: scale = lambda x, factor: x * factor
def scale(x, factor):
    return x
