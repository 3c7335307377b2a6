"""The auditors' pages: figures from the log, and nothing else."""
