"""From a submitted notebook to its grade: rebuild, run, examine, score; functions of plain values."""
