10 ** 10 ** 4
def scale(x, factor):
    return x * factor
