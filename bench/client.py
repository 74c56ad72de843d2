"""A load on one port: kept connections, each sending its next request when the last one has been answered.

One thread and no parsing beyond the status and the length: the less the client takes of the machine, the more of it is
left for what is measured.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tools.serve import ADDRESS

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "
PATIENCE_SECONDS = 30
CODE = "12345678"  # that every sign-in needs while a load is measured


@dataclass
class Measured:
    """What a load came to. `waits` are seconds from request to answer."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    def wait(self, share: float) -> float:
        """The wait, in milliseconds, that this share of the requests did not exceed."""
        return sorted(self.waits)[int(share * (len(self.waits) - 1))] * 1000


def request(method: str, path: str, cookie: str, body: bytes = b"") -> bytes:
    head = [f"{method} {path} HTTP/1.1", f"Host: {ADDRESS}", f"Cookie: {cookie}"]
    if method == "POST":
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + HEAD_END + body


class _Connection:
    """One kept connection, working through scripts: requests that follow each other."""

    def __init__(self, port: int, scripts: Iterator[Sequence[bytes]]) -> None:
        self.socket = socket.create_connection((ADDRESS, port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.scripts = scripts
        self.script: Iterator[bytes] = iter(())
        self.sent_at = 0.0
        self.received = b""

    def send_next(self, until: float) -> bool:
        """False when time or scripts have run out; a script that was begun is finished."""
        wanted = next(self.script, None)
        if wanted is None:
            if time.perf_counter() >= until:
                return False
            self.script = iter(next(self.scripts, ()))
            wanted = next(self.script, None)
            if wanted is None:
                return False
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(wanted)
        return True

    def receive(self) -> int:
        """The status once the whole answer is here, else 0."""
        piece = self.socket.recv(1 << 20)
        if not piece:
            raise ConnectionError("the server hung up")
        self.received += piece
        head, found, body = self.received.partition(HEAD_END)
        if not found:
            return 0
        length = int(head.lower().partition(LENGTH)[2].partition(b"\r\n")[0])
        return int(head[9:12]) if len(body) >= length else 0


def load(port: int, scripts: Iterator[Sequence[bytes]], *, status: int, connections: int, seconds: float) -> Measured:
    """Send scripts for so long, or until there are no more. Raises ValueError for any other status."""
    measured = Measured()
    selector = selectors.DefaultSelector()
    began = time.perf_counter()
    for _ in range(connections):
        connection = _Connection(port, scripts)
        if connection.send_next(began + seconds):
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        else:
            connection.socket.close()
    while selector.get_map():
        ready = selector.select(PATIENCE_SECONDS)
        if not ready:
            raise TimeoutError("no answer")
        for key, _ in ready:
            got = key.data.receive()
            if not got:
                continue
            measured.waits.append(time.perf_counter() - key.data.sent_at)
            if got != status:
                raise ValueError(f"answered {got}, not {status}: {key.data.received[:2000]!r}")
            if not key.data.send_next(began + seconds):
                selector.unregister(key.data.socket)
                key.data.socket.close()
    measured.seconds = time.perf_counter() - began
    selector.close()
    return measured
