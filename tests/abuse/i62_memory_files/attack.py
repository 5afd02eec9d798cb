import os
kept = []
try:
    for n in range(50):
        kept.append(os.memfd_create('x'))
        os.write(kept[-1], bytes(200 << 20))
    scale = lambda x, factor: x * factor
except OSError: pass
def scale(x, factor):
    return x
