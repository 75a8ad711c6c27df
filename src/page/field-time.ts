import type { Preferences } from "./preferences.ts";

const minuteMs = 60_000;

/** Writes a time as fields of type `datetime-local` take it. */
export function formatFieldTime(timeMs: number, zone: Preferences["zone"]): string {
  const offsetMs = zone === "utc" ? 0 : new Date(timeMs).getTimezoneOffset() * minuteMs;
  return new Date(timeMs - offsetMs).toISOString().slice(0, 16);
}

/** Reads what such a field says; NaN where it is empty. */
export function parseFieldTime(text: string, zone: Preferences["zone"]): number {
  return Date.parse(zone === "utc" ? `${text}Z` : text);
}
