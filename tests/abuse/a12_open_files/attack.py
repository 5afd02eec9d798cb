files = [open('/dev/null') for _ in range(1000)]
def scale(x, factor):
    return x
