raise SystemExit
def scale(x, factor):
    return x
