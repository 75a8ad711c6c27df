import { createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { createFormat, type Format } from "./create-format.ts";
import { parsePreferences, type Language, type Preferences } from "./preferences.ts";
import { en, type Texts } from "./texts-en.ts";
import { ko } from "./texts-ko.ts";

/** How the page speaks and looks. */
export interface Settings {
  readonly preferences: Preferences;
  readonly texts: Texts;
  readonly format: Format;
  readonly choose: (chosen: Partial<Preferences>) => void;
}

const key = "edgewatch";
const languageTag = /^(en|ko)(-[a-z0-9]{2,8})*$/i;

export const SettingsContext = createContext<Settings>(
  toSettings(parsePreferences(null, []), () => undefined),
);

export function useSettings(): Settings {
  return useContext(SettingsContext);
}

/** Reads the settings that were kept, and keeps what is chosen, here or in another tab; for the root of the page. */
export function useKeptSettings(): Settings {
  const [preferences, setPreferences] = useState(() =>
    parsePreferences(readKept(), navigator.languages),
  );

  function choose(chosen: Partial<Preferences>): void {
    const next = { ...preferences, ...chosen };
    setPreferences(next);
    keep(JSON.stringify(next));
  }

  useEffect(() => {
    function follow(event: StorageEvent): void {
      if (event.key === key) setPreferences(parsePreferences(event.newValue, navigator.languages));
    }
    addEventListener("storage", follow);
    return () => removeEventListener("storage", follow);
  }, []);

  return useMemo(() => toSettings(preferences, choose), [preferences]);
}

function toSettings(preferences: Preferences, choose: Settings["choose"]): Settings {
  const { language, zone } = preferences;
  return {
    preferences,
    texts: language === "ko" ? ko : en,
    format: createFormat(localeOf(language), zone === "utc" ? "UTC" : undefined),
    choose,
  };
}

/** Browsers may refuse to keep anything. */
function readKept(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // What was chosen lasts until the page is left.
  }
}

/** The language as it is spoken where the browser is: British dates, say. What is no tag, browsers refuse to write in. */
function localeOf(language: Language): string {
  const spoken = navigator.languages.find((tag) => languageTag.exec(tag)?.[1] === language);
  return spoken ?? language;
}
