"""Starts a command and writes its peak memory to a file: launcher.py FILE COMMAND...

The kernel counts the memory of whoever starts a process into the peak of that process. This program is so small that
every linter needs more, whatever the benchmarks themselves have needed. It is run by its path, and imports nothing.
"""

import os
import sys

if __name__ == "__main__" and sys.platform != "win32":
    child = os.fork()
    if not child:
        try:
            os.execvp(sys.argv[2], sys.argv[2:])
        finally:
            os._exit(127)
    _, status, usage = os.wait4(child, 0)
    with open(sys.argv[1], "w", encoding="ascii") as file:  # noqa: PTH123 - pathlib is larger than all of this
        file.write(str(usage.ru_maxrss))
    os._exit(os.waitstatus_to_exitcode(status) & 255)
