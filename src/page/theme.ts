import type { Preferences } from "./preferences.ts";

/** Lets the page look as was chosen; `auto` is as the system does. */
export function applyTheme(theme: Preferences["theme"]): void {
  const { dataset } = document.documentElement;
  if (theme === "auto") delete dataset["theme"];
  else dataset["theme"] = theme;
}

/** The theme that the key `t` goes to: the other one of what is seen. */
export function otherTheme(theme: Preferences["theme"]): "light" | "dark" {
  const isDark =
    theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  return isDark ? "light" : "dark";
}
