import { useSettings } from "./settings.ts";
import type { Format } from "./create-format.ts";

export type { Format } from "./create-format.ts";

/** Finds how figures and times are written in the language and time zone that were chosen. */
export function useFormat(): Format {
  return useSettings().format;
}
