import time
end = time.monotonic() + 1
while time.monotonic() < end: pass
def scale(x, factor):
    return x * factor
