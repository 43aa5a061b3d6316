"""The AsyncAPI 3.0 document of one service, from the contracts themselves."""

from typing import Any, Protocol

from shared.bus import EVENTS
from shared.contracts import catalogue
from shared.contracts.envelope import Event


class Speaks(Protocol):
    """The part of a service that the document is about."""

    @property
    def name(self) -> str: ...
    @property
    def hears(self) -> Any: ...


def document(service: Speaks) -> dict[str, Any]:
    """Return the document: a channel per event, `send` for what it says, `receive` for what it hears."""
    said = [cls for cls in catalogue().values() if cls.publisher() == service.name]
    heard = list(service.hears)
    events = {cls.topic: cls for cls in [*said, *heard]}
    operations = {f"say.{cls.topic}": _operation("send", cls) for cls in said}
    operations |= {f"hear.{cls.topic}": _operation("receive", cls) for cls in heard}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"Heartbridge {service.name}", "version": "1"},
        "defaultContentType": "application/json",
        "channels": {topic: _channel(cls) for topic, cls in sorted(events.items())},
        "operations": operations,
        "components": {"messages": {topic: _message(cls) for topic, cls in events.items()}},
    }


def _channel(cls: type[Event]) -> dict[str, Any]:
    return {
        "address": cls.topic,
        "title": cls.hanzi,
        "messages": {"event": {"$ref": f"#/components/messages/{cls.topic}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": EVENTS, "type": "topic", "durable": True},
            }
        },
    }


def _operation(action: str, cls: type[Event]) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{cls.topic}"}}


def _message(cls: type[Event]) -> dict[str, Any]:
    ce = ("ce-specversion", "ce-id", "ce-source", "ce-type", "ce-subject", "ce-sequence", "ce-time")
    return {
        "name": cls.topic,
        "title": cls.hanzi,
        "summary": (cls.__doc__ or "").strip().splitlines()[0],
        "x-personal": cls.personal,
        "headers": {
            "type": "object",
            "required": list(ce),
            "properties": {name: {"type": "string"} for name in ce},
        },
        "payload": cls.model_json_schema(
            ref_template=f"#/components/messages/{cls.topic}/payload/$defs/{{model}}"
        ),
    }
