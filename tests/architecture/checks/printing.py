"""What a template's expressions can print, as far as it stands in the template."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from jinja2 import nodes

from tests.architecture.checks.markup import ENVIRONMENT


@dataclass
class Template:
    """A template's syntax, and what its variables and loops can hold."""

    tree: nodes.Template
    bound: dict[str, list[nodes.Node]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for assign in self.tree.find_all(nodes.Assign):
            self._bind(assign.target, [assign.node])
        for loop in self.tree.find_all(nodes.For):
            self._bind(loop.target, list(self._elements(loop.iter)))

    def _bind(self, target: nodes.Node, values: list[nodes.Node]) -> None:
        if isinstance(target, nodes.Name):
            self.bound[target.name] += values
        if isinstance(target, nodes.Tuple):
            for place, name in enumerate(target.items):
                parts = [value.items[place] for value in values if isinstance(value, nodes.Tuple | nodes.List)]
                self._bind(name, parts)

    def _elements(self, node: nodes.Node, seen: frozenset[str] = frozenset()) -> Iterator[nodes.Node]:
        if isinstance(node, nodes.List | nodes.Tuple):
            yield from node.items
        elif isinstance(node, nodes.Name) and node.name not in seen:
            for value in self.bound[node.name]:
                yield from self._elements(value, seen | {node.name})
        elif isinstance(node, nodes.Add | nodes.CondExpr | nodes.Filter):
            for child in node.iter_child_nodes():
                yield from self._elements(child, seen)

    def shown(self, node: nodes.Node | None, seen: frozenset[str] = frozenset()) -> Iterator[nodes.Node]:
        """The literals and names that `node` can print."""
        if isinstance(node, nodes.Const):
            yield node
        elif isinstance(node, nodes.Name):
            yield node
            for value in self.bound.get(node.name, []) if node.name not in seen else []:
                yield from self.shown(value, seen | {node.name})
        else:
            for part in _printed_parts(node):
                yield from self.shown(part, seen)


def _printed_parts(node: nodes.Node | None) -> list[nodes.Node | None]:
    if isinstance(node, nodes.CondExpr):
        return [node.expr1, node.expr2]
    if isinstance(node, nodes.Concat):
        return list(node.nodes)
    if isinstance(node, nodes.Add | nodes.And | nodes.Or):
        return [node.left, node.right]
    if isinstance(node, nodes.Mod):
        return [node.left]
    if isinstance(node, nodes.Filter):
        return [node.node, *node.args]
    if isinstance(node, nodes.List | nodes.Tuple):
        return list(node.items)
    if isinstance(node, nodes.Dict):
        return [pair.value for pair in node.items]
    if isinstance(node, nodes.Getitem):
        return [node.node] if isinstance(node.node, nodes.Dict | nodes.List | nodes.Tuple | nodes.Name) else []
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        return [node.node.node, *node.args] if node.node.attr in ("format", "get", "join") else []
    return []


@cache
def parse(source: str) -> Template:
    return Template(ENVIRONMENT.parse(source))


@cache
def parse_expression(source: str) -> nodes.Node:
    (output,) = ENVIRONMENT.parse("{{" + source + "}}").body
    assert isinstance(output, nodes.Output)
    return output.nodes[0]
