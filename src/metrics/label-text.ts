import type { ExposedLabels } from "./metric-family.ts";

/** Writes labels as text formats do, without braces. */
export function labelText(labels: ExposedLabels): string {
  let text = "";
  for (const [name, value] of labels) {
    text += `${text === "" ? "" : ","}${name}="${escapeText(value)}"`;
  }
  return text;
}

/** Escapes backslashes, quotes and line breaks. */
export function escapeText(value: string): string {
  if (!/[\\"\n]/.test(value)) return value;
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}
