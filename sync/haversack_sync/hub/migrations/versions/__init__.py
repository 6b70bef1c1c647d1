"""One module a step; the number in front is the order."""
