import sys
for _ in range(100_000): sys.stderr.write('x' * 1000)
def scale(x, factor):
    return x
