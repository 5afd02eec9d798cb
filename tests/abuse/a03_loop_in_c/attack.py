10 ** 10 ** 8
def scale(x, factor):
    return x
