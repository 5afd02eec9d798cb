print('\x1b[2J\x1b]0;title\x07\x1b[8m hidden', '\x9b31m', '\r', '\b' * 1000, '\x00\x07', '\u202e', ('\x1b[31m' * 20000))
def scale(x, factor):
    return x
