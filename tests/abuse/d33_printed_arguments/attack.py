def half(x):
    print(x)
    return 2
