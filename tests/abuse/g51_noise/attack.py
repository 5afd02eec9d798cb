import logging, sys, warnings
def scale(x, factor):
    warnings.warn('noisy')
    logging.warning('noisy')
    print('noisy', file=sys.stderr)
    return x * factor
scale(np.ones(1), 2)
