import asyncio
import socket

from haversack_sync.hub.server import listen


def test_small_answers_leave_at_once() -> None:
    options: list[int] = []

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        options.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()
        await writer.wait_closed()

    async def ask() -> None:
        with listen("127.0.0.1", 0) as listener:
            host, port = listener.getsockname()
            async with await asyncio.start_server(answer, sock=listener):
                reader, writer = await asyncio.open_connection(host, port)
                await reader.read()
                writer.close()
                await writer.wait_closed()

    asyncio.run(ask())
    assert options
    assert options[0] != 0
