/** Reads a property of whatever it is; undefined where there is none, or where reading it throws. */
export function readProperty(value: unknown, name: PropertyKey): unknown {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return undefined;
  }
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}

/** Reads a property that is a text and not empty. */
export function readText(value: unknown, name: PropertyKey): string | undefined {
  const found = readProperty(value, name);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** Tells whether a value is an array; `Array.isArray` throws at a Proxy that was revoked. */
export function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}
