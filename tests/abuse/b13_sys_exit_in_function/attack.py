import sys
def scale(x, factor):
    sys.exit(0)
