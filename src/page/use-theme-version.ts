import { useEffect, useState } from "preact/hooks";

/** Counts the changes of the theme, for what is drawn in its colours but not by the style sheet. */
export function useThemeVersion(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    function next(): void {
      setVersion((before) => before + 1);
    }
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const chosen = new MutationObserver(next);
    dark.addEventListener("change", next);
    chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      dark.removeEventListener("change", next);
      chosen.disconnect();
    };
  }, []);
  return version;
}
