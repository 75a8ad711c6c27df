/** What a person chose for this browser. */
export interface Preferences {
  readonly theme: "auto" | "light" | "dark";
  readonly language: Language;
  readonly zone: "local" | "utc";
  /** Whether single keys do something (WCAG 2.1.4). */
  readonly hasKeys: boolean;
}

export type Language = "en" | "ko";

/** Reads what was kept; anything that is none of the choices is the usual one. */
export function parsePreferences(kept: string | null, languages: readonly string[]): Preferences {
  const told = parseRecord(kept);
  const spoken = languages.find((language) => /^(en|ko)\b/i.test(language)) ?? "en";
  return {
    theme: oneOf(told["theme"], ["auto", "light", "dark"]),
    language: oneOf(told["language"], spoken.startsWith("ko") ? ["ko", "en"] : ["en", "ko"]),
    zone: oneOf(told["zone"], ["local", "utc"]),
    hasKeys: told["hasKeys"] !== false,
  };
}

function parseRecord(text: string | null): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(text ?? "{}") };
  } catch {
    return {};
  }
}

function oneOf<T extends string>(value: unknown, choices: readonly [T, ...T[]]): T {
  return choices.find((choice) => choice === value) ?? choices[0];
}
