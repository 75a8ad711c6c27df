import * as fc from "fast-check";

/** Makes a value each time anew; so that fast-check need not look into it. */
export interface Thing {
  readonly make: () => unknown;
}

/** Whatever JavaScript can hold: data of all kinds, and objects that fight back. */
export function anything(leaf: unknown = "leaf"): fc.Arbitrary<Thing> {
  const data = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    values: [
      fc.boolean(),
      fc.double(),
      fc.bigInt(),
      fc.string({ unit: "binary" }),
      fc.constantFrom(null, undefined, leaf, ...oddTexts),
    ],
  });
  return fc.oneof(
    data.map((value) => ({ make: () => value })),
    fc.constantFrom(...hostile).map((make) => ({ make: () => make(leaf) })),
  );
}

export const oddTexts: readonly string[] = [
  "\u2028\u2029",
  "\u0000\u0007\u001B[2J\u001B]0;title\u0007",
  "\u009B31m\u0085\u009D0;x\u009C\u0090",
  "\uD800",
  "\uDC00\uD800",
  "\u202Egpj.exe\u2066",
  '\r\n{"level":"fatal"}\n',
  '"},{"a":"',
  "__proto__",
  "\\",
  "\uFEFF\uFFFE",
];

/** Makers of objects that a careless logger stumbles over; the value is somewhere inside. */
export const hostile: readonly ((value: unknown) => unknown)[] = [
  (value) => cycle(value),
  (value) => mutual(value),
  (value) => new Map([[value, new Map([["a", value]])]]),
  (value) => setOfItself(value),
  (value) => deep(10_000, value),
  (value) => deepList(10_000, value),
  (value) => Object.defineProperty({ value }, "bad", { enumerable: true, get: fail }),
  (value) => Object.defineProperty({ value }, "hidden", { enumerable: false, value }),
  (value) => ({ value, toJSON: fail }),
  (value) => ({ toJSON: () => value }),
  (value) => ({ value, toJSON: "no function" }),
  (value) => ({ value, toJSON: null }),
  (value) => ({ value, toString: fail, valueOf: fail }),
  (value) => ({ value, [Symbol.toPrimitive]: fail }),
  (value) => ({ value, [Symbol.iterator]: fail }),
  (value) => ({ value, [Symbol.toStringTag]: "Map" }),
  (value) => ({ value, [Symbol.toStringTag]: "Error" }),
  (value) => tagged("Map", value),
  (value) => tagged("Set", value),
  (value) => tagged("Date", value),
  (value) => tagged("URL", value),
  (value) => tagged("String", value),
  (value) => tagged("Headers", value),
  (value) => tagged("Uint8Array", value),
  (value) => throwing({ value }, "get"),
  (value) => throwing({ value }, "ownKeys"),
  (value) => throwing({ value }, "getPrototypeOf"),
  (value) => throwing({ value }, "has"),
  (value) => throwing({ value }, "getOwnPropertyDescriptor"),
  (value) => throwing([value], "get"),
  (value) =>
    throwing(
      Object.assign(() => {}, { value }),
      "get",
    ),
  () => revoked({}),
  () => revoked([]),
  (value) => throwsSecondTime(value),
  (value) => Object.assign(Object.create(null), { value, ["__proto__"]: value }),
  () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
  (value) => ({ constructor: value, prototype: value, hasOwnProperty: value, isPrototypeOf: fail }),
  (value) => Object.assign(new Error(typeof value, { cause: value }), { value }),
  (value) =>
    Object.assign(new AggregateError([value, new Error("inner")], "many"), { cause: value }),
  () => selfCause(),
  () => Object.defineProperty(new Error("a"), "message", { get: fail }),
  () => Object.defineProperty(new Error("a"), "stack", { get: fail }),
  (value) =>
    Object.assign(Object.create(Error.prototype), { name: value, message: value, stack: value }),
  () => new DOMException("aborted", "AbortError"),
  () => Object.create(DOMException.prototype),
  () => new Date(Number.NaN),
  () => /a/g,
  () => new WeakMap(),
  () => Promise.resolve(1),
  () => new ArrayBuffer(8),
  () => new DataView(new ArrayBuffer(8)),
  () => new Uint8Array(100_000),
  () => new BigUint64Array(2),
  () => new Proxy(new Date(), {}),
  () => new Proxy(new Map(), {}),
  () => Symbol("a"),
  () => Symbol.iterator,
  () => Object.defineProperty(() => {}, "name", { value: Symbol("odd") }),
  () => Object.defineProperty(() => {}, "name", { get: fail }),
  () => generator,
  () => new Headers({ a: "b" }),
  () => new URL("https://example.com/?a=b"),
  () => new Request("http://localhost/"),
  () => new Response("a"),
  () => new AbortController().signal,
  () => Object.assign([1], { length: 100_000 }),
  () => Array.from({ length: 10_000 }, (_, index) => ({ index })),
  () => Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index])),
  () => new Map(Array.from({ length: 5_000 }, (_, index) => [index, index])),
  () => wide(4),
  () => globalThis,
];

function* generator(): Generator<number> {
  yield 1;
}

function fail(): never {
  throw new Error("no");
}

function cycle(value: unknown): unknown {
  const object: Record<string, unknown> = { value };
  object["self"] = object;
  object["list"] = [object, new Map([["back", object]]), new Set([object])];
  return object;
}

function mutual(value: unknown): unknown {
  const one: Record<string, unknown> = { value };
  one["other"] = { one, value };
  return one;
}

function setOfItself(value: unknown): unknown {
  const set = new Set<unknown>([value]);
  set.add(set);
  return set;
}

function deep(levels: number, value: unknown): unknown {
  let object: unknown = value;
  for (let level = 0; level < levels; level++) object = { object };
  return object;
}

function deepList(levels: number, value: unknown): unknown {
  let list: unknown = value;
  for (let level = 0; level < levels; level++) list = [list];
  return list;
}

/** Thousands of objects, all within the depth. */
function wide(levels: number): unknown {
  return levels === 0 ? "leaf" : Array.from({ length: 8 }, () => ({ next: wide(levels - 1) }));
}

function tagged(tag: string, value: unknown): unknown {
  return Object.assign(Object.create({ [Symbol.toStringTag]: tag }), { value });
}

function throwing(target: object, trap: keyof ProxyHandler<object>): unknown {
  return new Proxy(target, { [trap]: fail });
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function throwsSecondTime(value: unknown): unknown {
  let isRead = false;
  return Object.defineProperty({}, "once", {
    enumerable: true,
    get: () => {
      if (isRead) fail();
      isRead = true;
      return value;
    },
  });
}

function selfCause(): unknown {
  const error = new Error("a");
  error.cause = error;
  return Object.assign(error, { errors: [error] });
}
