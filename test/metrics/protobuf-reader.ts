/** Values by field: whole numbers as they are, everything else as bytes. */
export type Fields = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/** Reads the fields of a message, strictly; nothing in it is known by name. */
export function readFields(bytes: Uint8Array): Fields {
  const fields = new Map<number, (number | Uint8Array)[]>();
  let at = 0;
  while (at < bytes.length) {
    const [tag, start] = readVarint(bytes, at);
    const [value, end] = readValue(bytes, start, tag % 8);
    const field = Math.floor(tag / 8);
    fields.set(field, [...(fields.get(field) ?? []), value]);
    at = end;
  }
  return fields;
}

/** Reads messages that stand behind their lengths. */
export function readDelimited(bytes: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [length, start] = readVarint(bytes, at);
    messages.push(slice(bytes, start, start + length));
    at = start + length;
  }
  return messages;
}

/** Reads a packed list of sint64. */
export function readSints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [value, end] = readVarint(bytes, at);
    values.push(unzigzag(value));
    at = end;
  }
  return values;
}

export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

export function toDouble(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
}

export function toText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function readValue(
  bytes: Uint8Array,
  at: number,
  wireType: number,
): [value: number | Uint8Array, end: number] {
  if (wireType === 0) return readVarint(bytes, at);
  if (wireType === 1) return [slice(bytes, at, at + 8), at + 8];
  if (wireType !== 2) throw new Error(`an unknown wire type: ${wireType}`);
  const [length, start] = readVarint(bytes, at);
  return [slice(bytes, start, start + length), start + length];
}

function readVarint(bytes: Uint8Array, from: number): [value: number, end: number] {
  let value = 0;
  let weight = 1;
  for (let at = from; at < from + 10; at++) {
    const byte = bytes[at];
    if (byte === undefined) break;
    value += (byte & 0x7f) * weight;
    if (byte < 0x80) return [value, at + 1];
    weight *= 0x80;
  }
  throw new Error("a number without an end");
}

function slice(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (end > bytes.length) throw new Error("a message that is cut off");
  return bytes.subarray(start, end);
}
