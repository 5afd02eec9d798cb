import slow
def scale(x, factor):
    return x
