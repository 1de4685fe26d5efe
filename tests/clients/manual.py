"""The contract is its own manual: every symbol has a comment, and `grpcurl describe` prints it.

grpcurl prints comments that stand before a symbol and none that follow it, so a trailing comment would be lost.
"""

import functools

# Field numbers of descriptor.proto, of which the paths of source locations are made.
MESSAGES, ENUMS, SERVICES = 4, 5, 6
IN_MESSAGE = {"fields": 2, "messages": 3, "enums": 4, "oneofs": 8}
IN_ENUM_VALUES, IN_SERVICE_METHODS = 2, 2


class Symbol:
    """A symbol that can be described, its comment and those of its parts (fields, oneofs, values, methods)."""

    def __init__(self, name, kind, comment, parts):
        self.name, self.kind, self.comment, self.parts = name, kind, comment, parts


def checks(world):
    symbols = [symbol for file in world.own_files for symbol in symbols_of(file)]
    kinds = {symbol.kind for symbol in symbols}
    assert kinds == {"message", "enum", "service"} and len(symbols) > 150, f"{len(symbols)} symbols, {kinds}"
    yield "every symbol has a comment before it", lambda: all_commented(symbols)
    yield "no comment is lost behind its symbol", lambda: none_trails(world.own_files)
    for symbol in symbols:
        yield f"describe {symbol.name}", functools.partial(printed, world, symbol)
        if symbol.kind == "service":
            for method, comment in symbol.parts:
                one = Symbol(f"{symbol.name}.{method}", "rpc", comment, [])
                yield f"describe {one.name}", functools.partial(printed, world, one)


def symbols_of(file):
    comments = {tuple(at.path): at.leading_comments for at in file.source_code_info.location}

    def said(*path):
        return comments.get(path, "")

    def enum(scope, path, one):
        values = [(value.name, said(*path, IN_ENUM_VALUES, n)) for n, value in enumerate(one.value)]
        return Symbol(f"{scope}.{one.name}", "enum", said(*path), values)

    def message(scope, path, one):
        name = f"{scope}.{one.name}"
        fields = [(field.name, said(*path, IN_MESSAGE["fields"], n)) for n, field in enumerate(one.field)]
        # A field that is `optional` has a oneof of its own, which nobody wrote.
        made = {field.oneof_index for field in one.field if field.proto3_optional}
        oneofs = [(each.name, said(*path, IN_MESSAGE["oneofs"], n)) for n, each in enumerate(one.oneof_decl) if n not in made]
        yield Symbol(name, "message", said(*path), fields + oneofs)
        for n, inner in enumerate(one.nested_type):
            if not inner.options.map_entry:
                yield from message(name, (*path, IN_MESSAGE["messages"], n), inner)
        for n, inner in enumerate(one.enum_type):
            yield enum(name, (*path, IN_MESSAGE["enums"], n), inner)

    for n, one in enumerate(file.message_type):
        yield from message(file.package, (MESSAGES, n), one)
    for n, one in enumerate(file.enum_type):
        yield enum(file.package, (ENUMS, n), one)
    for n, one in enumerate(file.service):
        methods = [(method.name, said(SERVICES, n, IN_SERVICE_METHODS, m)) for m, method in enumerate(one.method)]
        yield Symbol(f"{file.package}.{one.name}", "service", said(SERVICES, n), methods)


def all_commented(symbols):
    bare = [symbol.name for symbol in symbols if not symbol.comment.strip()]
    bare += [f"{symbol.name}.{part}" for symbol in symbols for part, comment in symbol.parts if not comment.strip()]
    assert not bare, "without a comment: " + ", ".join(bare)


def none_trails(files):
    trailing = [
        f"{file.name}:{at.span[0] + 1}"
        for file in files
        for at in file.source_code_info.location
        if at.trailing_comments.strip()
    ]
    assert not trailing, "after their symbol: " + ", ".join(trailing)


def printed(world, symbol):
    # A message's name alone is looked up among services too; a dot before it says that it is whole.
    name = symbol.name if symbol.kind in ("service", "rpc") else f".{symbol.name}"
    done = world.grpcurl(world.address_of(symbol.name), "describe", name)
    assert done.returncode == 0, done.stderr
    shown = flat(done.stdout.replace("//", " "))
    for part, comment in [(symbol.name, symbol.comment), *symbol.parts]:
        assert flat(comment.replace("//", " ")) in shown, f"the comment of {part} is not in\n{done.stdout}"


def flat(text):
    return " ".join(text.split())
