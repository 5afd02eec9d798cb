open('fill', 'wb').truncate(1 << 40)
def scale(x, factor):
    return x
