"""Every message, remedy, note and reason that the source can make, with X for each value."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from assistant.errors import AssistantError, MeasuringError

PROJECT = Path(__file__).parents[2]
NEVER_SHOWN = {
    "assistant/__main__.py",  # the command line's own
    "ingest/__main__.py",
    "ui/serving.py",  # said before the app is served
}
VALUE = "X"


def subclasses(kind: type[AssistantError]) -> Iterator[str]:
    for each in kind.__subclasses__():
        yield each.__name__
        yield from subclasses(each)


TEXTS_OF = {name: slice(0, 2) for name in subclasses(AssistantError) if name != MeasuringError.__name__}
"""Which arguments of what is called are texts."""
TEXTS_OF |= {"Unreadable": slice(0, 1), "Undated": slice(0, 1), "source.reject": slice(0, 1), "Rejection": slice(2, 3)}
TEXTS_OF |= {"source.read_whole": slice(1, 2), "self.read_whole": slice(1, 2)}
TEXTS_OF |= {"kind": slice(0, 2)}
TEXTS_OF |= {"_Doubt": slice(1, 2), "Verdict": slice(1, 2), "Judged": slice(2, 3), "Judgement": slice(2, 3)}
TEXTS_OF |= {"notes.append": slice(0, 1), "super().__init__": slice(0, 2)}


@dataclass(frozen=True)
class Told:
    """An argument that is told, where it stands, and the texts that it can be; none where that cannot be seen."""

    place: str
    code: str
    texts: tuple[str, ...]


class Source:
    """The modules of the project, of which any may be asked for what another imports."""

    def __init__(self) -> None:
        paths = [path for package in ("assistant", "ingest", "ui") for path in sorted((PROJECT / package).glob("*.py"))]
        names = [path.relative_to(PROJECT).as_posix() for path in paths]
        self.modules = {name: Module(self, path) for name, path in zip(names, paths, strict=True)}

    def told(self) -> Iterator[Told]:
        for name, module in self.modules.items():
            if name not in NEVER_SHOWN:
                yield from module.told(name)

    def function(self, name: str) -> "tuple[Module, ast.FunctionDef] | None":
        found = ((each, each.functions[name]) for each in self.modules.values() if name in each.functions)
        return next(found, None)

    def constant(self, name: str) -> "tuple[Module, ast.expr] | None":
        found = ((each, each.constants[name]) for each in self.modules.values() if name in each.constants)
        return next(found, None)


class Module:
    """One module, and the texts that its expressions can be."""

    def __init__(self, source: Source, path: Path) -> None:
        self.source = source
        self.tree = ast.parse(path.read_text())

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        return {each.name: each for each in self.tree.body if isinstance(each, ast.FunctionDef)}

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        return {name: value for each in self.tree.body for name, value in assigned(each)}

    def told(self, name: str) -> Iterator[Told]:
        for call in ast.walk(self.tree):
            if isinstance(call, ast.Call) and (which := TEXTS_OF.get(called(call))):
                for each in call.args[which]:
                    yield self.told_by(each, name)
            elif isinstance(call, ast.Dict):  # what a process of its own finds
                for key, value in zip(call.keys, call.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "reason" and self.texts(value):
                        yield self.told_by(value, name)

    def told_by(self, argument: ast.expr, name: str) -> Told:
        return Told(f"{name}:{argument.lineno}", ast.unparse(argument), tuple(filter(None, self.texts(argument))))

    def texts(self, node: ast.expr, unknown: tuple[str, ...] = ()) -> tuple[str, ...]:
        """What an expression can be, as far as that can be seen.

        Args:
            node: the expression.
            unknown: what stands for what cannot be seen.
        """
        match node:
            case ast.Constant(str(text)):
                return (text,)
            case ast.JoinedStr(parts):
                return tuple("".join(each) for each in product(*(self.texts(part, (VALUE,)) for part in parts)))
            case ast.FormattedValue(value, conversion):
                shown = self.texts(value, unknown)
                return tuple(repr(each) for each in shown) if conversion == ord("r") else shown
            case ast.IfExp(_, body, other):
                return (*self.texts(body, unknown), *self.texts(other, unknown))
            case ast.BoolOp(ast.Or(), values) | ast.Tuple(values):
                return tuple(text for each in values for text in self.texts(each, unknown))
            case ast.Name():
                return self.texts_of_name(node, unknown) or unknown
            case ast.Call(ast.Attribute(ast.Constant(str(form)), "format")):
                return (form.replace("{}", VALUE),)
            case ast.Call(ast.Name(name)):
                return self.texts_returned(name) or unknown
        return unknown

    def texts_of_name(self, node: ast.Name, unknown: tuple[str, ...]) -> tuple[str, ...]:
        """What a name was given in the function that it stands in, else what the constant of that name is."""
        place: ast.AST = node
        while not isinstance(place, ast.FunctionDef | ast.Module):
            place = self.parents[place]
        if isinstance(place, ast.FunctionDef):
            if node.id in {each.arg for each in [*place.args.args, *place.args.kwonlyargs]}:
                return ()
            values = [value for each in ast.walk(place) for name, value in assigned(each) if name == node.id]
            if values:
                return tuple(text for each in values for text in self.texts(each, unknown))
        found = (self, self.constants[node.id]) if node.id in self.constants else self.source.constant(node.id)
        return found[0].texts(found[1]) if found else ()

    def texts_returned(self, name: str) -> tuple[str, ...]:
        found = (self, self.functions[name]) if name in self.functions else self.source.function(name)
        if found is None:
            return ()
        returned = [each.value for each in ast.walk(found[1]) if isinstance(each, ast.Return) and each.value]
        return tuple(text for each in returned for text in found[0].texts(each))


def assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names that a statement gives a value to, and those values."""
    match node:
        case ast.Assign([ast.Name(name)], value) | ast.NamedExpr(ast.Name(name), value):
            yield name, value
        case ast.Assign([ast.Tuple(names)], ast.Tuple(values)):
            for each, value in zip(names, values, strict=True):
                if isinstance(each, ast.Name):
                    yield each.id, value


def called(call: ast.Call) -> str:
    """What is called, as ``TEXTS_OF`` names it."""
    name = ast.unparse(call.func)
    return "notes.append" if name.endswith("notes.append") else name
