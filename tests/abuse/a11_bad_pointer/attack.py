import ctypes
ctypes.string_at(0)
def scale(x, factor):
    return x
