def scale(x, factor):
    return x
