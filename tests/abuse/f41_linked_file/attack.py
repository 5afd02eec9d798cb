import glob
for path in ('passwd', 'inner/tests.ipynb', 'zero'):
    try: print(open(path).read(1000))
    except OSError as error: print(error)
def scale(x, factor):
    return x
