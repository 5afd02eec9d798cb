for number in range(3000): open(f'fill{number}', 'w').close()
def scale(x, factor):
    return x
