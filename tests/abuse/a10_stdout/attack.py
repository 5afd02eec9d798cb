for _ in range(100_000): print('x' * 1000)
def scale(x, factor):
    return x
