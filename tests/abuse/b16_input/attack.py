input('your password? ')
def scale(x, factor):
    return x
