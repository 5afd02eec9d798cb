import sqlite3
try:
    database = sqlite3.connect('file:../../../gradebook.db?mode=rw', uri=True, isolation_level=None)
    database.execute('BEGIN EXCLUSIVE')
except sqlite3.Error as error: print(error)
def scale(x, factor):
    return x
