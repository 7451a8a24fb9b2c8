"""PostgreSQL and Redis for the demo and the tests, from the binaries that two wheels carry.

The wheels only carry binaries; start, stop and supervision are ours. A small *holder* process owns both
servers of a folder. Everybody who needs them takes a ``Lease`` (a shared file lock); when the last lease is
gone, by a regular end or by ``kill -9``, the holder stops the servers and ends. Nothing here imports Django.
"""

from config.embedded.errors import EmbeddedError
from config.embedded.lease import Lease

__all__ = ["EmbeddedError", "Lease"]
