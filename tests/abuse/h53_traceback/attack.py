import sys
sys.setrecursionlimit(10**6)
def deep(n):
    return deep(n - 1) if n else 1 / 0
def scale(x, factor):
    return deep(100_000)
