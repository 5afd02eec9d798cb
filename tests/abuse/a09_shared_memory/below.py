open('/dev/shm/abuse_was_here', 'wb').write(bytes(16 << 20))
def scale(x, factor):
    return x * factor
