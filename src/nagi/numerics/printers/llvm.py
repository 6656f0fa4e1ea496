"""Prints programs as LLVM IR with explicit vectors: one value is one register of W lanes.

A printed function is `void name(ptr workspace)`. The workspace is rows of W doubles, as `Program.rows` says. Products
and sums may be contracted; nothing assumes that NaN is absent. A function that traces is a loop over a grid,
`void name(ptr column, ptr grid, ptr out, i64 count, i64 stride)`: its first input is a number of the grid, the others
are one lane's numbers in another workspace, and result k of point i goes to out[k * stride + i].
"""

import struct
from collections.abc import Iterable, Mapping

from nagi.numerics.statements import Operation, Program

GENERATOR = "2"
"""Part of the key of the object cache: change it with every change of what is printed."""

PLAIN = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
INTRINSICS = {"fma": "fma", "abs": "fabs", "sqrt": "sqrt"}
EXTREMES = {"min": "olt", "max": "ogt"}
LIBRARY = ("exp", "log", "tanh")


def module_text(
    functions: Iterable[tuple[str, Program, int]], columns: Mapping[str, Mapping[str, int]] | None = None
) -> str:
    """The text of one module with a function for each (name, program, lanes).

    `columns` names, for a function that traces, the inputs that are elsewhere and their rows there.
    """
    parts: list[str] = []
    declared: set[str] = set()
    for name, program, lanes in functions:
        there = (columns or {}).get(name)
        printer = _Tracer(lanes, there) if there else _Printer(lanes)
        parts.append(printer.function(name, program))
        declared |= printer.declared
    return "\n".join([*sorted(declared), "", *parts])


class _Printer:
    """The lines of one function. Loads stand where a value is first used, stores where it is made."""

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self.type = f"<{lanes} x double>"
        self.bits = f"<{lanes} x i1>"
        self.lines: list[str] = []
        self.declared: set[str] = set()
        self.names: dict[int, str] = {}
        self.rows: Mapping[str, int] = {}

    def function(self, name: str, program: Program) -> str:
        """The definition of one function."""
        self.rows = program.rows()
        self._body(program)
        body = "\n".join(f"  {line}" for line in self.lines)
        return f"define void @{name}(ptr noalias nocapture %w) nounwind {{\n{body}\n  ret void\n}}\n"

    def _body(self, program: Program) -> None:
        targets: dict[int, list[str]] = {}
        for result, number in program.results.items():
            targets.setdefault(number, []).append(result)
        number_of = {o.name: n for n, o in enumerate(program.operations) if o.op == "input"}
        for number, operation in enumerate(program.operations):
            if operation.op not in ("input", "const"):
                self._define(number, operation, program.operations)
            for result in targets.get(number, ()):
                if result.startswith("=") and result[1:] in number_of:
                    self._use(number_of[result[1:]], program.operations)  # read before it is replaced
                self._store(self.rows[result], self._use(number, program.operations))

    def _use(self, number: int, operations: tuple[Operation, ...]) -> str:
        operation = operations[number]
        if operation.op == "const":
            return self._constant(operation.value)
        if number not in self.names:
            self.names[number] = self._loaded(number, operation.name)
        return self.names[number]

    def _define(self, number: int, operation: Operation, operations: tuple[Operation, ...]) -> None:
        name = self.names[number] = f"%v{number}"
        args = [self._use(argument, operations) for argument in operation.args]
        if operation.op in PLAIN:
            self.lines.append(f"{name} = {PLAIN[operation.op]} contract {self.type} {', '.join(args)}")
        elif operation.op == "neg":
            self.lines.append(f"{name} = fneg {self.type} {args[0]}")
        elif operation.op in INTRINSICS:
            self._call(name, INTRINSICS[operation.op], args)
        elif operation.op in EXTREMES:
            self._extreme(number, EXTREMES[operation.op], *args)
        elif operation.op == "less":
            self.lines.append(f"%b{number} = fcmp olt {self.type} {args[0]}, {args[1]}")
            self._choose(name, f"%b{number}", self._constant(1.0), self._constant(0.0))
        elif operation.op == "select":
            self.lines.append(f"%b{number} = fcmp une {self.type} {args[0]}, {self._constant(0.0)}")
            self._choose(name, f"%b{number}", args[1], args[2])
        elif operation.op in LIBRARY:
            self._lane_by_lane(number, operation.op, args[0])
        else:
            raise ValueError(f"no rule prints the operation {operation.op!r}")

    def _extreme(self, number: int, order: str, a: str, b: str) -> None:
        """The smaller or larger of two; NaN if either is: a comparison with NaN chooses b, so only a is asked."""
        self.lines.append(f"%b{number} = fcmp {order} {self.type} {a}, {b}")
        self._choose(f"%m{number}", f"%b{number}", a, b)
        self.lines.append(f"%u{number} = fcmp uno {self.type} {a}, {a}")
        self._choose(f"%v{number}", f"%u{number}", a, f"%m{number}")

    def _call(self, name: str, intrinsic: str, args: list[str]) -> None:
        function = f"@llvm.{intrinsic}.v{self.lanes}f64"
        types = ", ".join([self.type] * len(args))
        self.declared.add(f"declare {self.type} {function}({types})")
        self.lines.append(f"{name} = call {self.type} {function}({self._typed(*args)})")

    def _choose(self, name: str, condition: str, yes: str, no: str) -> None:
        self.lines.append(f"{name} = select {self.bits} {condition}, {self._typed(yes, no)}")

    def _lane_by_lane(self, number: int, function: str, argument: str) -> None:
        """The C library's function for each lane: correct to an ulp, and models need few of them per step."""
        self.declared.add(f"declare double @{function}(double)")
        whole = "undef"
        for lane in range(self.lanes):
            end = f"%v{number}" if lane == self.lanes - 1 else f"%v{number}w{lane}"
            self.lines += [
                f"%v{number}x{lane} = extractelement {self.type} {argument}, i32 {lane}",
                f"%v{number}y{lane} = call double @{function}(double %v{number}x{lane})",
                f"{end} = insertelement {self.type} {whole}, double %v{number}y{lane}, i32 {lane}",
            ]
            whole = end

    def _loaded(self, number: int, name: str) -> str:
        self.lines.append(
            f"%p{number} = getelementptr inbounds double, ptr %w, i64 {self.rows[name] * self.lanes}"
        )
        self.lines.append(f"%v{number} = load {self.type}, ptr %p{number}, align {8 * self.lanes}")
        return f"%v{number}"

    def _store(self, row: int, value: str) -> None:
        self.lines.append(f"%q{row} = getelementptr inbounds double, ptr %w, i64 {row * self.lanes}")
        self.lines.append(f"store {self.type} {value}, ptr %q{row}, align {8 * self.lanes}")

    def _constant(self, value: float) -> str:
        exact = f"0x{struct.unpack('>Q', struct.pack('>d', value))[0]:016X}"
        return "<" + ", ".join([f"double {exact}"] * self.lanes) + ">"

    def _typed(self, *values: str) -> str:
        return ", ".join(f"{self.type} {value}" for value in values)


class _Tracer(_Printer):
    """The lines of a function that traces: one lane's numbers are loaded once, before the loop over the grid."""

    def __init__(self, lanes: int, columns: Mapping[str, int]) -> None:
        super().__init__(lanes)
        self.columns = columns

    def function(self, name: str, program: Program) -> str:
        """The definition of one function."""
        self.rows = {result: k for k, result in enumerate(program.results)}
        for number, operation in enumerate(program.operations):
            if operation.op == "input" and operation.name in self.columns:
                self.names[number] = self._spread(number, self.columns[operation.name])
        self._begin()
        self._body(program)
        self.lines += [
            f"%next = add i64 %i, {self.lanes}",
            "%more = icmp slt i64 %next, %count",
            "br i1 %more, label %loop, label %end",
            "end:",
            "ret void",
        ]
        body = "\n".join(f"  {line}" for line in self.lines)
        pointers = ", ".join(f"ptr noalias nocapture %{each}" for each in ("column", "grid", "out"))
        return f"define void @{name}({pointers}, i64 %count, i64 %stride) nounwind {{\nentry:\n{body}\n}}\n"

    def _begin(self) -> None:
        whole = f"<{self.lanes} x i64>"
        places = "<" + ", ".join(f"i64 {lane}" for lane in range(self.lanes)) + ">"
        self.lines += [
            "br label %loop",
            "loop:",
            "%i = phi i64 [0, %entry], [%next, %loop]",
            "%left = sub i64 %count, %i",
            f"%left1 = insertelement {whole} undef, i64 %left, i32 0",
            f"%lefts = shufflevector {whole} %left1, {whole} undef, <{self.lanes} x i32> zeroinitializer",
            f"%inside = icmp slt {whole} {places}, %lefts",
        ]

    def _spread(self, number: int, row: int) -> str:
        """One number of the column, in all lanes."""
        zeros = f"<{self.lanes} x i32> zeroinitializer"
        self.lines += [
            f"%p{number} = getelementptr inbounds double, ptr %column, i64 {row * self.lanes}",
            f"%x{number} = load double, ptr %p{number}, align 8",
            f"%y{number} = insertelement {self.type} undef, double %x{number}, i32 0",
            f"%v{number} = shufflevector {self.type} %y{number}, {self.type} undef, {zeros}",
        ]
        return f"%v{number}"

    def _loaded(self, number: int, name: str) -> str:
        del name  # the only input that is not in the column
        self.lines.append(f"%p{number} = getelementptr inbounds double, ptr %grid, i64 %i")
        self.lines.append(f"%v{number} = load {self.type}, ptr %p{number}, align 8")
        return f"%v{number}"

    def _store(self, row: int, value: str) -> None:
        function = f"@llvm.masked.store.v{self.lanes}f64.p0"
        self.declared.add(f"declare void {function}({self.type}, ptr, i32, {self.bits})")
        self.lines += [
            f"%r{row} = mul i64 %stride, {row}",
            f"%s{row} = add i64 %r{row}, %i",
            f"%q{row} = getelementptr inbounds double, ptr %out, i64 %s{row}",
            f"call void {function}({self.type} {value}, ptr %q{row}, i32 8, {self.bits} %inside)",
        ]
