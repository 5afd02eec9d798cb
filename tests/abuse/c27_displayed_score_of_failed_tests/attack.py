def scale(x, factor):
    get_ipython().displayhook(4)
    print(4)
    return x
