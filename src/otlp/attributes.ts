/** A value as OTLP writes it in JSON: its one member tells its type. */
export type AnyValue =
  | Readonly<Record<string, never>>
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly KeyValue[] } };

export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

/** Numbers that are not whole by chance only: a name keeps one type. */
const fractionalNames: ReadonlySet<string> = new Set(["duration_ms"]);

/** Makes attributes of names and values as JSON knows them; what is undefined or null is left out. */
export function toAttributes(
  entries: Iterable<readonly [name: string, value: unknown]>,
): KeyValue[] {
  const attributes: KeyValue[] = [];
  for (const [name, value] of entries) {
    if (value === undefined || value === null) continue;
    attributes.push({ key: name.toWellFormed(), value: toAnyValue(name, value) });
  }
  return attributes;
}

/** Receivers refuse whole batches for half a character. */
export function textValue(text: string): AnyValue {
  return { stringValue: text.toWellFormed() };
}

function toAnyValue(name: string, value: unknown): AnyValue {
  if (typeof value === "string") return textValue(value);
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return numberValue(name, value);
  if (typeof value !== "object" || value === null) return {};
  if (Array.isArray(value)) {
    return { arrayValue: { values: value.map((item: unknown) => toAnyValue("", item)) } };
  }
  return { kvlistValue: { values: toAttributes(Object.entries(value)) } };
}

function numberValue(name: string, value: number): AnyValue {
  return Number.isSafeInteger(value) && !fractionalNames.has(name)
    ? { intValue: String(value) }
    : { doubleValue: value };
}
