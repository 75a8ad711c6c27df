import type { Fields } from "../core/fields.ts";

/** Reads what can be read into a new object. */
export function readSafely(value: object): Fields {
  const entries = Object.keys(value).map((name) => {
    try {
      return [name, Reflect.get(value, name)];
    } catch {
      return [name, "[unreadable]"];
    }
  });
  return Object.fromEntries(entries);
}

/** A field called `__proto__` is a field like any other, and never a prototype. */
export function define(record: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") record[name] = value;
  else
    Object.defineProperty(record, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

/** Copies the first fields, up to where the copy begins to differ. */
export function firstFields(record: Fields, count: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  let position = 0;
  for (const name in record) {
    if (position++ === count) break;
    define(copy, name, record[name]);
  }
  return copy;
}
