import type { Preferences } from "./preferences.ts";

const minuteMs = 60_000;

/** Writes a time as fields of type `datetime-local` take it, with seconds where there are some. */
export function formatFieldTime(timeMs: number, zone: Preferences["zone"]): string {
  const offsetMs = zone === "utc" ? 0 : new Date(timeMs).getTimezoneOffset() * minuteMs;
  const text = new Date(timeMs - offsetMs).toISOString();
  return text.slice(0, text.startsWith("00", 17) ? 16 : 19);
}

/** Reads what such a field says; NaN where it is empty. */
export function parseFieldTime(text: string, zone: Preferences["zone"]): number {
  return Date.parse(zone === "utc" ? `${text}Z` : text);
}
