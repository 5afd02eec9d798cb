with open('data.db', 'r+b') as file: file.write(b'abuse_was_here')
def scale(x, factor):
    return x
