"""The real server, started and stopped as ./run does it, on a test's own database and keys."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.concurrency.patience import wait_until
from tests.postgres import _end_with_parent
from tools.check import _free_port
from tools.serve import ADDRESS, ROOT, STOP_SECONDS, WORKERS

SERVE = ("tools.serve", "--port")  # a module that serves, and its arguments up to the port


class Server:
    """`with Server(site.environ) as server:` serves on `server.port` and has stopped afterwards."""

    def __init__(self, environ: Mapping[str, str], command: tuple[str, ...] = SERVE) -> None:
        self.port = _free_port()
        self._command = [sys.executable, "-m", *command, str(self.port)]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VOTING_")}
        self._environ = {**kept, **environ}

    def __enter__(self) -> "Server":
        self._output = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env=self._environ,
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self._wait_until_up()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
            self._output.close()

    def stop(self) -> int:
        """SIGTERM, and the exit status. Raises TimeoutExpired when the server takes longer than it may."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(STOP_SECONDS + 5)

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def output(self) -> str:
        """What the server has written so far, on either stream."""
        self._output.seek(0)
        return self._output.read()

    def _wait_until_up(self) -> None:
        wait_until(lambda: self._is_up() or self.process.poll() is not None, "the server does not listen")
        assert self.process.poll() is None, f"the server did not start: {self.output()}"

    def _is_up(self) -> bool:
        try:
            socket.create_connection((ADDRESS, self.port), timeout=1).close()
        except OSError:
            return False
        return len(self.workers()) == WORKERS
