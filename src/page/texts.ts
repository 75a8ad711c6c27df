import { useSettings } from "./settings.ts";
import type { Texts } from "./texts-en.ts";

export type { Texts } from "./texts-en.ts";

/** Finds the texts of the language that was chosen. */
export function useTexts(): Texts {
  return useSettings().texts;
}
