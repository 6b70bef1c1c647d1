"""The hub: a small service that stores, orders and hands out what it cannot read.

It checks who may write to which feed and gives each change its position. Must not hold code or keys that could open
anything but `open`, and must not know what a kind of record means.
"""
