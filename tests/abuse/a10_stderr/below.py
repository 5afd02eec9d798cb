import sys
sys.stderr.write('x' * 10**6)
def scale(x, factor):
    return x * factor
