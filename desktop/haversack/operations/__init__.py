"""One verb a function: what people can do with a vault, without a window.

Must not import Qt, sqlalchemy or requests, and writes no sentences: results are values, errors are kinds.
"""
