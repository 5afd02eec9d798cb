def spread(x):
    get_ipython().displayhook(3.0)
    return 4.0
