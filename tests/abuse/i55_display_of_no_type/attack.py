from IPython.display import display
display({'made/up': {'a': 1}, 'a json': [1], 'text/plain': 'x'}, raw=True)
def scale(x, factor):
    return x
