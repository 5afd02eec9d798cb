files = [open('/dev/null') for _ in range(100)]
def scale(x, factor):
    return x * factor
