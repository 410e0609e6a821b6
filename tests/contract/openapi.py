"""Checks replies against `provisioning.yaml`: the status is described, and the body is as its schema says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

FILE = Path(__file__).with_name("provisioning.yaml")
NAME = "urn:provisioning"


class Contract:
    """The provisioning API as it was agreed on."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        self._registry: Registry[Any] = Registry().with_resource(
            NAME, Resource.from_contents(self.document, default_specification=DRAFT4)
        )

    def check(self, method: str, path: str, status: int, content_type: str, body: Any) -> None:
        """Raises AssertionError when this reply is not one the contract describes."""
        described = self.document["paths"][path][method.lower()]["responses"]
        assert str(status) in described, f"{method} {path} must not answer {status}: {body}"
        content = described[str(status)].get("content", {})
        if not content:
            assert not body, f"{method} {path} {status} has no body"
            return
        assert content_type in content, f"{method} {path} {status} must not be {content_type}"
        if schema := content[content_type].get("schema"):
            self.schema(schema["$ref"].removeprefix("#"), body)

    def schema(self, pointer: str, value: Any) -> None:
        """Raises AssertionError when the value is not what stands at this place of the contract."""
        validator = OAS30Validator({"$ref": f"{NAME}#{pointer}"}, registry=self._registry)
        assert not [error.message for error in validator.iter_errors(value)]

    def operations(self) -> set[tuple[str, str]]:
        """Every (METHOD, path)."""
        return {(method.upper(), path) for path, item in self.document["paths"].items() for method in item}
