def scale(x, factor):
    größe, множитель, 因子 = x, factor, '🙂'
    return größe * множитель
