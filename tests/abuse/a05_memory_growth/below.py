hoard = [b'x' * (1 << 20) for _ in range(200)]
def scale(x, factor):
    return x * factor
