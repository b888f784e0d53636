"""As much of Redis as the channel layer needs, which hangs or goes as it is told."""

import asyncio
from collections import defaultdict


class HungRedis:
    """Hangs until it is let `answer`. ``met`` counts the connections it took."""

    def __init__(self) -> None:
        self.port = 0
        self.met = 0
        self._answers = asyncio.Event()
        self._hear: dict[bytes, set[asyncio.StreamWriter]] = defaultdict(set)
        self._lines: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0?protocol=2"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def go(self) -> None:
        """Gone: connections break off, and new ones are refused."""
        self._server.close()
        lines, self._lines = self._lines, {}
        for line, writer in lines.items():
            line.cancel()
            writer.transport.abort()
        await asyncio.gather(*lines, return_exceptions=True)
        self._hear.clear()
        await asyncio.sleep(0)

    def answer(self) -> None:
        self._answers.set()

    def hang(self) -> None:
        """Still there, still taking connections."""
        self._answers.clear()

    def hearers(self, group: str) -> int:
        """How many connections hear what is said to a group."""
        return len(self._hear[f"asgi__group__{group}".encode()])

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.met += 1
        line = asyncio.current_task()
        assert line is not None
        self._lines[line] = writer
        try:
            while words := await self._read(reader):
                await self._answers.wait()
                writer.write(self._reply(words, writer))
        except (OSError, asyncio.CancelledError):  # streams don't bear a handler that is cancelled
            pass
        finally:
            self._lines.pop(line, None)
            for writers in self._hear.values():
                writers.discard(writer)
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> list[bytes]:
        """A command's words; none when the line was closed."""
        words = []
        for _ in range(int((await reader.readline() or b"*0")[1:])):
            size = int((await reader.readline())[1:])
            words.append((await reader.readexactly(size + 2))[:-2])
        return words

    def _reply(self, words: list[bytes], writer: asyncio.StreamWriter) -> bytes:
        match words:
            case [b"SUBSCRIBE" | b"UNSUBSCRIBE" as verb, *names]:
                for name in names:
                    (set.add if verb == b"SUBSCRIBE" else set.discard)(self._hear[name], writer)
                return b"".join(told(verb.lower(), name) + b":1\r\n" for name in names)
            case [b"PUBLISH", name, message]:
                for hearer in self._hear[name]:
                    hearer.write(told(b"message", name) + text(message))
                return b":%d\r\n" % len(self._hear[name])
            case [b"PING", said]:
                return b"*2\r\n" + text(b"pong") + text(said)
            case [b"PING"]:
                return b"+PONG\r\n"
            case _:
                return b"+OK\r\n"


def text(words: bytes) -> bytes:
    return b"$%d\r\n%s\r\n" % (len(words), words)


def told(kind: bytes, name: bytes) -> bytes:
    """The first two of the three parts of what a subscriber is told."""
    return b"*3\r\n" + text(kind) + text(name)
