import sys
sys.setrecursionlimit(10**9)
class Deep:
    def __repr__(self): return '%r' % self
def scale(x, factor):
    return repr(Deep())
