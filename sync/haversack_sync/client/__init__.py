"""One sync as resumable stages over ports: verify, replay, push, pull, objects.

Must not know the vault, the hub's code, or Qt; the only module that opens connections is `http`.
"""
