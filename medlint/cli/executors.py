"""Who checks the pages: this process, several of this machine, or a cluster."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from medlint.cli.output import Misuse, tell
from medlint.records import dataclass
from medlint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor

# With fewer pages the processes take longer to start than they save.
_WORTH_PROCESSES = 200
# Seconds to wait for a scheduler that does not answer.
_PATIENCE = 20
# Pages in one message to a cluster: a network is slower than a pipe.
_CLUSTER_BATCH = 128


@dataclass(frozen=True, slots=True)
class Workforce:
    """What `engine.run` is given: an executor, batches of so many pages, so many of them ahead, and a replacement."""

    executor: Executor | None = None
    batch: int = 32
    window: int = 8
    renew: Callable[[Exception], Executor] | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """The keyword arguments for `engine.run`."""
        return {"batch": self.batch, "window": self.window, "renew": self.renew}


@contextmanager
def open_executor(given: dict[str, Any], files: int) -> Iterator[Workforce]:
    """Give who checks `files` pages by the options --jobs, --executor and --scheduler.

    Errors: Misuse where a cluster cannot be reached.
    """
    if given["executor"] == "dask":
        with _cluster(given["scheduler"]) as workforce:
            yield workforce
        return
    if given["scheduler"]:
        raise Misuse("--scheduler names the scheduler of a dask cluster; add --executor dask.")
    if given["jobs"] < 2 or files < _WORTH_PROCESSES:
        yield Workforce()
        return
    pools = _Pools(given["jobs"])
    try:
        executor = pools.open()
    except (OSError, ImportError, NotImplementedError):
        # Some containers have no semaphores; one process checks the pages as well.
        yield Workforce()
        return
    try:
        yield Workforce(executor, window=4 * given["jobs"], renew=pools.renew)
    finally:
        pools.close()


class _Pools:
    """A pool of processes, and another when one of them was killed."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: Executor | None = None

    def open(self) -> Executor:
        from concurrent.futures import ProcessPoolExecutor

        self._pool = ProcessPoolExecutor(self._workers, initializer=_ignore_interrupt)
        return self._pool

    def renew(self, error: Exception) -> Executor:
        tell(
            f"one of medlint's processes was ended from outside, perhaps for memory ({type(error).__name__}); "
            "its pages are checked again. '-j 1' needs less memory.",
            kind="warning",
        )
        self.close()
        return self.open()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _ignore_interrupt() -> None:
    """Leave Ctrl-C to the first process: it ends the others and says so once."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _cluster(scheduler: str | None) -> Iterator[Workforce]:
    """Give the executor of a dask cluster, whose workers have the same medlint installed."""
    if not scheduler:
        raise Misuse("--executor dask needs the address of a scheduler, such as --scheduler tcp://10.0.0.1:8786.")
    try:
        # Without type hints of its own, and not there in most installations.
        connect: Callable[..., Any] = importlib.import_module("distributed").Client
    except ImportError:
        raise Misuse("--executor dask needs the package 'distributed': pip install 'medlint[dask]'.") from None
    try:
        _knock(scheduler)
        client = connect(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise Misuse(f"no scheduler answers at '{scheduler}': {reason}. Is it running, and reachable?") from None
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            raise Misuse(f"the scheduler at '{scheduler}' has no workers; start some with 'dask worker {scheduler}'.")
        _compare_versions(client)
        # Pages differ, but a task must not be remembered as another of the same content: results are not pure.
        executor = client.get_executor(pure=False)
        yield Workforce(executor, _CLUSTER_BATCH, 3 * threads, lambda error: _told(error, executor))
    finally:
        client.close()


def _knock(scheduler: str) -> None:
    """See whether anybody listens at an address: a client that finds nobody there does not end in good order.

    Errors: OSError, ValueError.
    """
    import socket

    scheme, place = importlib.import_module("distributed.comm.addressing").parse_address(scheduler)
    importlib.import_module("distributed.comm.registry").get_backend(scheme)
    if scheme in ("tcp", "tls"):
        host, port = importlib.import_module("distributed.comm.addressing").parse_host_port(place)
        socket.create_connection((host, port), timeout=_PATIENCE).close()


def _compare_versions(client: Any) -> None:
    """Refuse workers whose medlint is another: the result would depend on who checks a page.

    Errors: Misuse.
    """
    from medlint import __version__

    try:
        versions = set(client.run(_version).values())
    except Exception as error:
        raise Misuse(f"medlint cannot be used on the cluster's workers ({error}); install it there.") from None
    if versions != {__version__}:
        others = ", ".join(sorted(versions - {__version__}))
        raise Misuse(f"the cluster's workers have medlint {others}, and this is {__version__}; install the same.")


def _version() -> str:
    from medlint import __version__

    return __version__


def _told(error: Exception, executor: Executor) -> Executor:
    """Tell that workers were lost; the cluster itself goes on."""
    tell(f"workers of the cluster were lost ({type(error).__name__}); their pages are checked again.", kind="warning")
    return executor
