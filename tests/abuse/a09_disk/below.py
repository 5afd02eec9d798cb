for number in range(16): open(f'fill{number}', 'wb').write(bytes(1 << 20))
def scale(x, factor):
    return x * factor
