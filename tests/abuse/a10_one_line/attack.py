print('x' * (64 << 20), end='')
def scale(x, factor):
    return x
