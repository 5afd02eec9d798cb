import getpass
def scale(x, factor):
    return getpass.getpass()
