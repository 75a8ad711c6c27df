import { cutMark } from "./truncated-json.ts";

/**
 * Reads an URL-encoded form: an object of texts, or of lists of texts where a name is repeated.
 *
 * Of a form that was cut, the last value ends with `…`, and a name without its `=` is left out.
 */
export function parseForm(text: string, isCut: boolean): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const wholeEnd = isCut ? text.lastIndexOf("&") + 1 : text.length;
  for (const [name, value] of pairsOf(text.slice(0, wholeEnd))) addField(fields, name, value);
  const rest = text.slice(wholeEnd);
  if (!rest.includes("=")) return fields;
  // An escape, or a character of several escapes, may have lost its end.
  for (const [name, value] of pairsOf(rest.replace(/%[\da-f]?$/i, ""))) {
    addField(fields, name, `${value.replace(/\uFFFD$/, "")}${cutMark}`);
  }
  return fields;
}

/** Unlike a query, a form may begin with a question mark. */
function pairsOf(text: string): URLSearchParams {
  return new URLSearchParams(`&${text}`);
}

function addField(fields: Record<string, unknown>, name: string, value: string): void {
  if (!Object.hasOwn(fields, name)) {
    setField(fields, name, value);
    return;
  }
  const known = fields[name];
  if (Array.isArray(known)) known.push(value);
  else setField(fields, name, [known, value]);
}

/** Sets a field of whatever name: `__proto__` is a field like any other. */
function setField(record: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") {
    record[name] = value;
    return;
  }
  const field = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(record, name, field);
}
