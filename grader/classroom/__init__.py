"""A class in an nbgrader course directory: read, grade in a pool, record in nbgrader's gradebook."""
