def half(x):
    if x != 4: raise ValueError(f'{x}')
    return 2
