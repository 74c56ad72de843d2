"""Reading what a page's head tells to others."""

import json
from typing import Any
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.page import parse


def head_of(response: TestResponse) -> Element:
    return next(parse(response.text).iter("head"))


def links(response: TestResponse, rel: str) -> list[dict[str, str]]:
    return [dict(link.attrib) for link in head_of(response).iter("link") if link.get("rel") == rel]


def canonical(response: TestResponse) -> str:
    (link,) = links(response, "canonical")
    return link["href"]


def alternates(response: TestResponse) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in links(response, "alternate") if "hreflang" in link}


def graph(response: TestResponse) -> dict[str, str]:
    """The Open Graph of a page; no property may stand there twice."""
    found = [(meta.get("property", ""), meta.get("content", "")) for meta in head_of(response).iter("meta")]
    told = [(name, content) for name, content in found if name]
    assert len(dict(told)) == len(told)
    return dict(told)


def meta(response: TestResponse, name: str) -> list[str]:
    return [tag.get("content", "") for tag in head_of(response).iter("meta") if tag.get("name") == name]


def data(response: TestResponse) -> list[Any]:
    scripts = [tag for tag in parse(response.text).iter("script") if tag.get("type") == "application/ld+json"]
    return [json.loads(tag.text or "") for tag in scripts]


def picture_path(response: TestResponse) -> str:
    return graph(response)["og:image"].removeprefix("http://127.0.0.1:8000")
