for _ in range(1000): print('x' * 1000)
def scale(x, factor):
    return x * factor
