"""The figures of `make bench`: each beside a bare floor measured in the same run. Timing never decides a test."""
