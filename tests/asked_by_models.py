"""A language model's program: the official client of the Model Context Protocol, over standard input and output."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from served import SERVER

PROGRAM = "import sys; from foedus.cli import main; main(prog_name='foedus')"


class Model:
    """Asks tools as a model does; each call waits for its answer."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal = portal
        self._client = client

    def tools(self) -> list[Any]:
        """List the tools."""
        return list(self._portal.call(self._client.list_tools).tools)

    def answer(self, tool: str, **words: Any) -> dict[str, Any]:
        """Give what a tool answers, which is no error."""
        result = self._portal.call(self._client.call_tool, tool, words)
        assert not result.is_error, result.content
        answered: dict[str, Any] = result.structured_content
        return answered

    def refusal(self, tool: str, **words: Any) -> str:
        """Give the words with which a tool refuses."""
        result = self._portal.call(self._client.call_tool, tool, words)
        assert result.is_error
        return "\n".join(part.text for part in result.content)

    def resources(self) -> list[str]:
        """List the addresses of the resources."""
        return [str(resource.uri) for resource in self._portal.call(self._client.list_resources).resources]

    def paper(self, uri: str) -> str:
        """Read a resource."""
        text: str = self._portal.call(self._client.read_resource, uri).contents[0].text
        return text


@contextmanager
def model(*options: str) -> Iterator[Model]:
    """Start `foedus mcp` as such a program would, and ask it."""
    server = StdioServerParameters(
        command=sys.executable, args=["-c", PROGRAM, "mcp", *options], env={"PYTHONPATH": str(SERVER)}
    )
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(stdio_client(server))) as client:
        yield Model(portal, client)
