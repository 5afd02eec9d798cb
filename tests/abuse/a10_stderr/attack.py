import sys
for _ in range(10_000_000): sys.stderr.write('x' * 1000)
def scale(x, factor):
    return x
