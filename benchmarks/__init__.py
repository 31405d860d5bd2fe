"""Times medlint against the linters that are installed. `python benchmarks/run.py --help` says how."""
