for _ in range(10_000_000): print('x' * 1000)
def scale(x, factor):
    return x
