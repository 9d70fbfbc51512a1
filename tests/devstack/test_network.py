"""The wire between kiosk and broker: carried, cut, swallowed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from devstack.network import HOST, Mode, Network

SOON_S = 5.0


@asynccontextmanager
async def echo_behind_a_network() -> AsyncIterator[Network]:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, HOST, 0)
    network = Network((HOST, server.sockets[0].getsockname()[1]))
    await network.open()
    try:
        yield network
    finally:
        await network.close()
        server.close()
        # What was cut or closed gets its turn to end.
        await asyncio.sleep(0.05)


def run(scene: Callable[[Network], Awaitable[None]]) -> None:
    async def play() -> None:
        async with echo_behind_a_network() as network:
            await asyncio.wait_for(scene(network), 4 * SOON_S)

    asyncio.run(play())


async def connect(network: Network) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(HOST, network.port)


def test_what_is_sent_arrives_whole_and_in_order() -> None:
    async def scene(network: Network) -> None:
        reader, writer = await connect(network)
        sent = bytes(range(256)) * 4096
        writer.write(sent)
        assert await asyncio.wait_for(reader.readexactly(len(sent)), SOON_S) == sent
        writer.close()

    run(scene)


def test_a_cut_resets_connections_and_refuses_new_ones_on_the_same_port() -> None:
    async def scene(network: Network) -> None:
        port = network.port
        reader, writer = await connect(network)
        writer.write(b"hello")
        assert await reader.readexactly(5) == b"hello"
        await network.set(Mode.DOWN)
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(1), SOON_S)
        with pytest.raises(ConnectionRefusedError):
            await connect(network)
        await network.set(Mode.UP)
        assert network.port == port
        reader, writer = await connect(network)
        writer.write(b"again")
        assert await asyncio.wait_for(reader.readexactly(5), SOON_S) == b"again"
        writer.close()

    run(scene)


def test_nobody_else_gets_the_port_while_the_network_is_down() -> None:
    async def scene(network: Network) -> None:
        await network.set(Mode.DOWN)
        with socket.socket() as thief, pytest.raises(OSError, match="in use"):
            thief.bind((HOST, network.port))

    run(scene)


def test_a_swallowing_network_keeps_connections_and_delivers_nothing() -> None:
    async def scene(network: Network) -> None:
        reader, writer = await connect(network)
        writer.write(b"before")
        assert await reader.readexactly(6) == b"before"
        await network.set(Mode.BLACKHOLE)
        writer.write(b"lost")
        _, late = await connect(network)
        late.write(b"lost too")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.3)
        await network.set(Mode.UP)
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(reader.read(1), SOON_S)
        late.close()

    run(scene)


def test_a_broker_that_is_not_there_looks_like_a_reset() -> None:
    async def play() -> None:
        with socket.socket() as closed:
            closed.bind((HOST, 0))
            network = Network((HOST, closed.getsockname()[1]))
            await network.open()
            reader, writer = await connect(network)
            with pytest.raises(ConnectionResetError):
                await asyncio.wait_for(reader.read(1), SOON_S)
            writer.close()
            await network.close()

    asyncio.run(play())
