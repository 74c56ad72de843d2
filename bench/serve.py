"""Serve a WSGI application with the very settings of ./run: .venv/bin/python -m bench.serve bench.floor:app PORT"""

import sys

from tools.serve import listen

if __name__ == "__main__":
    listen(sys.argv[1], int(sys.argv[2]))
