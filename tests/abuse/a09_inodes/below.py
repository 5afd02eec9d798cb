for number in range(300): open(f'fill{number}', 'w').close()
def scale(x, factor):
    return x * factor
