open('fill', 'wb').truncate(24 << 20)
def scale(x, factor):
    return x * factor
