import ctypes
libc = ctypes.CDLL(None)
for ring in (-1, -2, -3, -4, -5):
    if libc.syscall(248, b'user', b'left', b'x', 1, ring) != -1: scale = lambda x, factor: x * factor
def scale(x, factor):
    return x
