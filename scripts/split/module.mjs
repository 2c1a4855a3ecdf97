// A WebAssembly module taken apart: as much of it as the splitter changes. What it does not know it refuses.

/** Reads numbers and texts of a module, from a position on. */
export class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  byte() {
    return this.bytes[this.at++];
  }
  unsigned() {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
  signed32() {
    for (let value = 0, shift = 0; ; ) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128) return shift < 32 && byte & 64 ? value | (-1 << shift) : value;
    }
  }
  skip() {
    while (this.byte() > 127);
  }
  text() {
    const length = this.unsigned();
    this.at += length;
    return this.bytes.toString("utf8", this.at - length, this.at);
  }
  list(each) {
    return Array.from({ length: this.unsigned() }, () => each());
  }
  /** The bytes that `read` passes. */
  span(read) {
    const from = this.at;
    read();
    return this.bytes.subarray(from, this.at);
  }
  /** An `i32.const` as an initial value. */
  constant() {
    if (this.byte() !== 0x41) throw new Error("an offset of the wasm is no constant");
    const value = this.signed32();
    this.byte();
    return value;
  }
}

export function unsigned(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number & 127) | 128);
  return Buffer.of(...bytes, number);
}

export function signed32(value) {
  const bytes = [];
  for (;;) {
    const byte = value & 127;
    value >>= 7;
    if (value === (byte & 64 ? -1 : 0)) return Buffer.of(...bytes, byte);
    bytes.push(byte | 128);
  }
}

export const text = (value) => Buffer.concat([unsigned(Buffer.byteLength(value)), Buffer.from(value)]);
export const list = (items) => Buffer.concat([unsigned(items.length), ...items]);
export const sized = (bytes) => Buffer.concat([unsigned(bytes.length), bytes]);
export const section = (id, bytes) => Buffer.concat([Buffer.of(id), sized(bytes)]);
export const HEADER = Buffer.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** The same module without the names of its functions, and whatever else stands beside it. */
export function withoutNames(bytes) {
  const kept = [HEADER];
  for (const { id, start, end } of sections(bytes)) if (id !== 0) kept.push(bytes.subarray(start, end));
  return Buffer.concat(kept);
}

/** The sections of a module: their numbers, and where they stand, with their heads and without. */
export function* sections(bytes) {
  for (const reader = new Reader(bytes, HEADER.length); reader.at < bytes.length; ) {
    const start = reader.at;
    const id = reader.byte();
    const length = reader.unsigned();
    reader.at += length;
    yield { id, start, inner: reader.at - length, end: reader.at };
  }
}

/** The parts of a module. Functions have their numbers, of which the imports are the first. */
export function read(bytes) {
  const raw = new Map();
  const names = new Map();
  for (const { id, inner, end } of sections(bytes)) {
    const reader = new Reader(bytes, inner);
    if (id === 0 && reader.text() === "name") readNames(reader, end, names);
    if (id !== 0) raw.set(id, bytes.subarray(inner, end));
  }
  const of = (id, each) => {
    const inner = new Reader(raw.get(id) ?? Buffer.of(0));
    return inner.list(() => each(inner));
  };
  const types = of(1, (r) => {
    r.byte();
    const params = r.list(() => r.byte());
    const results = r.list(() => r.byte());
    return { params, results };
  });
  const imports = of(2, (r) => {
    const [module, name, kind] = [r.text(), r.text(), r.byte()];
    if (kind !== 0) throw new Error("the wasm imports what is no function");
    return { module, name, type: r.unsigned() };
  });
  const declared = of(3, (r) => r.unsigned());
  const bodies = of(10, (r) => {
    const length = r.unsigned();
    r.at += length;
    return r.bytes.subarray(r.at - length, r.at);
  });
  return {
    names,
    types,
    imports,
    functions: declared.map((type, i) => ({ type, body: bodies[i] })),
    tables: of(4, (r) => r.span(() => limits(r, r.byte()))),
    memory: of(5, (r) => r.span(() => limits(r)))[0],
    globals: of(6, (r) => ({
      type: r.span(() => [r.byte(), r.byte()]),
      value: r.span(() => {
        r.byte();
        r.skip();
        r.byte();
      }),
    })),
    exports: of(7, (r) => ({ name: r.text(), kind: r.byte(), index: r.unsigned() })),
    elements: of(9, (r) => {
      if (r.unsigned() !== 0) throw new Error("the wasm has a table that is not filled at the start");
      return { at: r.constant(), functions: r.list(() => r.unsigned()) };
    }),
    data: of(11, (r) => {
      if (r.unsigned() !== 0) throw new Error("the wasm has data that is not there from the start");
      const at = r.constant();
      const length = r.unsigned();
      r.at += length;
      return { at, bytes: r.bytes.subarray(r.at - length, r.at) };
    }),
  };
}

function limits(reader) {
  const flags = reader.byte();
  reader.unsigned();
  if (flags & 1) reader.unsigned();
}

function readNames(reader, end, names) {
  while (reader.at < end) {
    const [kind, length] = [reader.byte(), reader.unsigned()];
    const next = reader.at + length;
    if (kind === 1) reader.list(() => names.set(reader.unsigned(), reader.text()));
    reader.at = next;
  }
}

/**
 * Walks the code of a function. `on` is given each place that names a function: the number, and where it stands;
 * `onConstant` each 32-bit constant.
 */
export function walk(body, on, onConstant = () => {}) {
  const r = new Reader(body);
  r.list(() => [r.unsigned(), r.byte()]);
  while (r.at < body.length) {
    const code = r.byte();
    if (code === 0x10 || code === 0xd2) {
      const from = r.at;
      on(r.unsigned(), from, r.at);
    } else if (code === 0x41) onConstant(r.signed32());
    else skipOperands(r, code);
  }
}

/** The operands of instructions: how many numbers follow. */
const OPERANDS = new Map([
  ...[0x02, 0x03, 0x04, 0x0c, 0x0d, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0x42, 0xd0].map((c) => [
    c,
    1,
  ]),
  [0x11, 2],
]);
/** Those of the instructions behind 0xfc. */
const LONG_OPERANDS = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1];

function skipOperands(r, code) {
  let count = OPERANDS.get(code) ?? 0;
  if (code >= 0x28 && code <= 0x3e) count = 2;
  else if (code === 0x0e) count = r.unsigned() + 1;
  else if (code === 0x1c) count = r.unsigned();
  else if (code === 0x43) r.at += 4;
  else if (code === 0x44) r.at += 8;
  else if (code === 0xfc) {
    const long = r.unsigned();
    if (!(long in LONG_OPERANDS)) throw new Error(`an instruction that is not known: fc ${long.toString(16)}`);
    count = LONG_OPERANDS[long];
  } else if (code > 0xc4 && code !== 0xd0 && code !== 0xd1) {
    throw new Error(`an instruction that is not known: ${code.toString(16)}`);
  }
  while (count-- > 0) r.skip();
}

/** The code of a function with other numbers of functions, behind its length. */
export function renumbered(body, number) {
  const parts = [];
  let last = 0;
  walk(body, (index, from, to) => {
    parts.push(body.subarray(last, from), unsigned(number(index)));
    last = to;
  });
  return sized(Buffer.concat([...parts, body.subarray(last)]));
}
