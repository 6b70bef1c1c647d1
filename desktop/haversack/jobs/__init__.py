"""Work beside the window: two lanes, and one way back. Must know work as a callable, nothing more."""

from haversack.jobs.garbage import Garbage
from haversack.jobs.job import CancelledError, Job, Progress
from haversack.jobs.lanes import Lane, Lanes
from haversack.jobs.loading import load

__all__ = ["CancelledError", "Garbage", "Job", "Lane", "Lanes", "Progress", "load"]
