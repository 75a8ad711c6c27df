import type { ViewName } from "./parse-place.ts";

/** What a key does. */
export type KeyAction =
  | { readonly kind: "view"; readonly view: ViewName }
  | {
      readonly kind:
        | "prefix"
        | "help"
        | "filter"
        | "earlier"
        | "later"
        | "wider"
        | "closer"
        | "pause"
        | "theme";
    };

/** The part of a `KeyboardEvent` that says which key it is. */
export interface PressedKey {
  readonly key: string;
  /** Where it is on the keyboard. */
  readonly code: string;
}

/** The key that goes before those of views. */
export const viewPrefix = "g";
export const viewKeys: readonly (readonly [key: string, view: ViewName])[] = [
  ["o", "overview"],
  ["r", "routes"],
  ["c", "consumers"],
  ["e", "errors"],
  ["d", "dependencies"],
  ["s", "system"],
];
const actions: ReadonlyMap<string, KeyAction> = new Map([
  [viewPrefix, { kind: "prefix" }],
  ["?", { kind: "help" }],
  ["/", { kind: "filter" }],
  ["[", { kind: "earlier" }],
  ["]", { kind: "later" }],
  ["-", { kind: "wider" }],
  ["+", { kind: "closer" }],
  ["=", { kind: "closer" }],
  ["p", { kind: "pause" }],
  ["t", { kind: "theme" }],
]);

/** Finds what a key does; undefined for nothing. */
export function readKey(pressed: PressedKey, isPrefixed: boolean): KeyAction | undefined {
  const key = letterOf(pressed);
  if (!isPrefixed) return actions.get(key);
  const view = viewKeys.find(([its]) => its === key)?.[1];
  return view === undefined ? undefined : { kind: "view", view };
}

/** Letters are found by their place where the keyboard writes others, such as Hangul. */
function letterOf({ key, code }: PressedKey): string {
  if (/^[ -~]$/.test(key)) return key.toLowerCase();
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? "";
}
