"""A real SMTP server that misbehaves as it is told."""

import asyncio
import email
import email.policy
import socket
from collections import Counter
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Behaviour:
    """What the server does with whom; each can be switched while it runs."""

    #: Replies to RCPT, by address.
    refused: dict[str, str] = field(default_factory=dict)
    #: Whether the first try of each recipient is put off.
    greylists: bool = False
    #: Seconds before the reply to DATA.
    slow: float = 0
    #: Recipients whose mail is never answered, and those at whose mail the connection breaks.
    hangs: set[str] = field(default_factory=set)
    drops: set[str] = field(default_factory=set)
    #: After so many mails the connection is closed.
    carries: int = 0


class PostOffice:
    """Takes mails, and counts each copy by its Message-ID."""

    def __init__(self, port: int = 0) -> None:
        self.port = port or _free_port()
        self.does = Behaviour()
        self.copies: Counter[str] = Counter()
        self.recipients: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.carried: Counter[int] = Counter()
        self.controller: Controller | None = None

    def open(self) -> None:
        """Begin to listen."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self) -> None:
        """Stop listening."""
        if self.controller:
            self.controller.stop(no_assert=True)
            self.controller = None

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        self.seen[address] += 1
        if address in self.does.refused:
            return self.does.refused[address]
        if self.does.greylists and self.seen[address] == 1:
            return "451 4.7.1 greylisted, please come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or not."""
        [address] = envelope.rcpt_tos
        await asyncio.sleep(3600 if address in self.does.hangs else self.does.slow)
        if address in self.does.drops:
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        self.copies[str(email.message_from_bytes(envelope.content, policy=email.policy.default)["Message-ID"])] += 1
        self.recipients[address] += 1
        self.carried[id(session)] += 1
        if self.does.carries and self.carried[id(session)] >= self.does.carries:
            asyncio.get_running_loop().call_later(0.02, server.transport.close)  # type: ignore[union-attr]
        return "250 taken"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
