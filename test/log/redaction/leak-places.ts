import type { Logger } from "../../../src/core/logger.ts";

/** Puts a secret under a key somewhere in what is logged. */
export type Place = readonly [
  name: string,
  say: (log: Logger, key: string, secret: string) => void,
];

class Account {
  readonly user = "ada";
  constructor(key: string, secret: string) {
    Object.assign(this, { [key]: secret });
  }
}

class Tagged extends Account {
  get [Symbol.toStringTag](): string {
    return "Tagged";
  }
}

class Listed extends Array<number> {
  readonly #secret: Readonly<Record<string, string>>;
  constructor(secret: Readonly<Record<string, string>>) {
    super(2);
    this.#secret = secret;
  }
  toJSON(): unknown {
    return this.#secret;
  }
}

/** Places of a secret that its key gives away. */
export const keyedPlaces: readonly Place[] = [
  ["a field", (log, key, secret) => log.info("hi", { [key]: secret })],
  [
    "a field among others",
    (log, key, secret) => log.warn("hi", { a: 1, [key]: secret, b: { c: 2 } }),
  ],
  ["a number", (log, key) => log.info("hi", { [key]: Number.NaN })],
  ["a nested object", (log, key, secret) => log.info("hi", { a: { b: { c: { [key]: secret } } } })],
  [
    "a body as an object",
    (log, key, secret) => log.info("hi", { body: { user: { id: 1, [key]: secret } } }),
  ],
  ["an array", (log, key, secret) => log.info("hi", { users: [{ id: 1 }, { [key]: secret }] })],
  ["an array of arrays", (log, key, secret) => log.info("hi", { rows: [[[{ [key]: secret }]]] })],
  ["an object under the key", (log, key, secret) => log.info("hi", { [key]: { value: secret } })],
  [
    "an array under the key",
    (log, key, secret) => log.info("hi", { [key]: [secret, { a: secret }] }),
  ],
  [
    "a Map under the key",
    (log, key, secret) => log.info("hi", { [key]: new Map([["a", secret]]) }),
  ],
  [
    "a Map",
    (log, key, secret) =>
      log.info("hi", {
        map: new Map<unknown, unknown>([
          ["a", 1],
          [key, secret],
        ]),
      }),
  ],
  [
    "a Map of Maps",
    (log, key, secret) => log.info("hi", { map: new Map([["a", new Map([[key, secret]])]]) }),
  ],
  ["a Set", (log, key, secret) => log.info("hi", { set: new Set([{ [key]: secret }]) })],
  [
    "URLSearchParams",
    (log, key, secret) =>
      log.info("hi", {
        query: new URLSearchParams([
          ["a", "1"],
          [key, secret],
        ]),
      }),
  ],
  ["FormData", (log, key, secret) => log.info("hi", { form: formOf(key, secret) })],
  ["a class instance", (log, key, secret) => log.info("hi", { account: new Account(key, secret) })],
  [
    "a class instance with a tag",
    (log, key, secret) => log.info("hi", { account: new Tagged(key, secret) }),
  ],
  [
    "a class instance as details",
    (log, key, secret) =>
      log.info("hi", () => Object.assign(Object.create(null), new Account(key, secret))),
  ],
  ["toJSON", (log, key, secret) => log.info("hi", { a: { toJSON: () => ({ [key]: secret }) } })],
  [
    "toJSON of toJSON",
    (log, key, secret) =>
      log.info("hi", { a: { toJSON: () => ({ toJSON: () => ({ [key]: secret }) }) } }),
  ],
  [
    "toJSON of an array",
    (log, key, secret) => log.info("hi", { a: new Listed({ [key]: secret }) }),
  ],
  ["a getter", (log, key, secret) => log.info("hi", { a: withGetter(key, secret) })],
  [
    "a getter of an object",
    (log, key, secret) => log.info("hi", withGetter("a", { [key]: secret })),
  ],
  [
    "a getter beside one that throws",
    (log, key, secret) => log.info("hi", withThrowing(withGetter(key, secret))),
  ],
  ["a proxy", (log, key, secret) => log.info("hi", { a: new Proxy({ [key]: secret }, {}) })],
  [
    "no prototype",
    (log, key, secret) =>
      log.info("hi", { a: Object.assign(Object.create(null), { [key]: secret }) }),
  ],
  [
    "a made prototype",
    (log, key, secret) =>
      log.info("hi", { a: Object.assign(Object.create({ b: 1 }), { [key]: secret }) }),
  ],
  [
    "a frozen object",
    (log, key, secret) => log.info("hi", Object.freeze({ a: Object.freeze({ [key]: secret }) })),
  ],
  ["a cycle", (log, key, secret) => log.info("hi", withCycle({ [key]: secret }))],
  [
    "an error's own property",
    (log, key, secret) =>
      log.info("hi", { error: Object.assign(new Error("no"), { [key]: secret }) }),
  ],
  [
    "an error's config",
    (log, key, secret) =>
      log.info("hi", {
        error: Object.assign(new Error("no"), { config: { headers: { [key]: secret } } }),
      }),
  ],
  [
    "a cause's own property",
    (log, key, secret) =>
      log.info("hi", {
        error: new Error("no", { cause: Object.assign(new Error("why"), { [key]: secret }) }),
      }),
  ],
  [
    "a cause that is no error",
    (log, key, secret) => log.error("hi", new Error("no", { cause: { [key]: secret } })),
  ],
  [
    "an error as details",
    (log, key, secret) => log.error("hi", Object.assign(new Error("no"), { [key]: secret })),
  ],
  [
    "the function that makes details",
    (log, key, secret) => log.info("hi", () => ({ a: { [key]: secret } })),
  ],
  ["a child's binding", (log, key, secret) => log.child({ [key]: secret }).info("hi", { a: 1 })],
  [
    "a grandchild's nested binding",
    (log, key, secret) =>
      log
        .child({ a: { [key]: secret } })
        .child({ b: 1 }, "db")
        .info("hi"),
  ],
  [
    "a binding that is overridden",
    (log, key, secret) => log.child({ [key]: secret }).info("hi", { [key]: `${secret}2` }),
  ],
  ["log.set", (log, key, secret) => log.set({ a: 1, [key]: secret })],
  ["log.set, nested", (log, key, secret) => log.set({ user: { [key]: secret } })],
];

/** Places of a secret that stands inside a text. */
export const textPlaces: readonly Place[] = [
  ["the message", (log, _key, text) => log.info(text)],
  ["a field", (log, _key, text) => log.info("hi", { text })],
  ["a nested field", (log, _key, text) => log.info("hi", { a: [{ text }, text] })],
  ["a Map", (log, _key, text) => log.info("hi", { map: new Map([["a", text]]) })],
  ["a Set", (log, _key, text) => log.info("hi", { set: new Set([text]) })],
  ["a boxed text", (log, _key, text) => log.info("hi", { text: new String(text) })],
  ["a symbol", (log, _key, text) => log.info("hi", { symbol: Symbol(text) })],
  ["a function's name", (log, _key, text) => log.info("hi", { work: named(text) })],
  ["toJSON", (log, _key, text) => log.info("hi", { a: { toJSON: () => text } })],
  ["an error's message", (log, _key, text) => log.error("hi", new Error(text))],
  ["an error in a field", (log, _key, text) => log.error("hi", { error: new TypeError(text) })],
  [
    "an error's cause",
    (log, _key, text) =>
      log.error("hi", new Error("no", { cause: new Error("why", { cause: new Error(text) }) })),
  ],
  [
    "a cause that is a text",
    (log, _key, text) => log.error("hi", new Error("no", { cause: text })),
  ],
  [
    "an AggregateError",
    (log, _key, text) =>
      log.error("hi", new AggregateError([new Error("a"), new Error(text)], "no")),
  ],
  [
    "an AggregateError in a field",
    (log, _key, text) => log.error("hi", { error: new AggregateError([new Error(text)]) }),
  ],
  [
    "an error that is no Error",
    (log, _key, text) => log.error("hi", { error: { name: "Error", message: text } }),
  ],
  [
    "a DOMException",
    (log, _key, text) => log.error("hi", { error: new DOMException(text, "AbortError") }),
  ],
  ["what the details threw", (log, _key, text) => log.info("hi", () => fail(text))],
  ["a binding", (log, _key, text) => log.child({ text }).info("hi")],
  ["log.set", (log, _key, text) => log.set({ text })],
];

function formOf(key: string, secret: string): FormData {
  const form = new FormData();
  form.set(key, secret);
  return form;
}

function withGetter(key: string, value: unknown): Record<string, unknown> {
  return Object.defineProperty({}, key, { enumerable: true, get: () => value });
}

function withThrowing(object: Record<string, unknown>): Record<string, unknown> {
  return Object.defineProperty(object, "bad", { enumerable: true, get: () => fail("no") });
}

function withCycle(object: Record<string, unknown>): Record<string, unknown> {
  object["self"] = object;
  return object;
}

function named(name: string): () => void {
  return Object.defineProperty(() => {}, "name", { value: name });
}

function fail(message: string): never {
  throw new Error(message);
}
