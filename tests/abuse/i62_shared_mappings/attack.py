import mmap
kept = []
for n in range(40):
    kept.append(mmap.mmap(-1, 200 << 20))
    for place in range(0, 200 << 20, 4096): kept[-1][place] = 1
def scale(x, factor):
    return x
