from IPython.display import display
display({'image/png': 'A' * (40 << 20)}, raw=True)
def scale(x, factor):
    return x
