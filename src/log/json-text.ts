import type { Fields } from "../core/fields.ts";

/** Characters that JSON lets through, but that end lines or drive terminals: C1 controls, separators, direction marks. */
const unsafe = /[\u007F-\u009F\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/g;

/**
 * Escapes what JSON lets through although it ends lines or drives terminals.
 *
 * It looks for the few that do harm in JSON first: each look is one fast search, and a text without characters beyond
 * Latin-1 answers the first three at once.
 */
export function terminalSafe(json: string): string {
  const isHarmless =
    !json.includes("\u2028") &&
    !json.includes("\u2029") &&
    !json.includes("\u202E") &&
    !json.includes("\u009B") &&
    !json.includes("\u0085") &&
    !json.includes("\u009D");
  return isHarmless ? json : json.replace(unsafe, escapeCharacter);
}

/** Serialises fields that are JSON data, without the braces around them. */
export function formatFields(fields: Fields): string {
  return JSON.stringify(fields).slice(1, -1);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
