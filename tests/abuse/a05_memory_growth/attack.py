hoard = []
for _ in range(3000): hoard.append(b'x' * (1 << 20))
def scale(x, factor):
    return x
