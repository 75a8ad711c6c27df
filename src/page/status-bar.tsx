import type { JSX } from "preact";
import { useCondition } from "./answer.ts";
import { config } from "./config.ts";
import { createFormat } from "./create-format.ts";
import { useFormat } from "./format.ts";
import { parsePreferences } from "./preferences.ts";
import { useSettings } from "./settings.ts";
import { useTexts } from "./texts.ts";

/** What holds for all figures of the page: their time zone, whether they are partial or old; and what can be chosen. */
export function StatusBar({ openHelp }: { readonly openHelp: () => void }): JSX.Element {
  const { preferences, texts, choose } = useSettings();
  const { core } = texts;
  const { theme, language, zone } = preferences;
  const localName = createFormat(language, undefined).zoneName;

  function chosen(name: "zone" | "language" | "theme", value: string): void {
    const parsed = parsePreferences(JSON.stringify({ ...preferences, [name]: value }), [language]);
    choose({ [name]: parsed[name] });
  }

  function select(
    name: "zone" | "language" | "theme",
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
  ) {
    return (
      <select
        aria-label={label}
        value={value}
        onChange={({ currentTarget }) => chosen(name, currentTarget.value)}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    );
  }

  return (
    <footer class="statusbar">
      {select("zone", core.zone.label, zone, [
        ["local", core.zone.local(localName)],
        ["utc", core.zone.utc],
      ])}
      <Lacks />
      <span class="end">
        {select("language", core.language, language, [
          ["en", "English"],
          ["ko", "한국어"],
        ])}
        {select("theme", core.theme.label, theme, [
          ["auto", core.theme.auto],
          ["light", core.theme.light],
          ["dark", core.theme.dark],
        ])}
        <button class="quiet" title="?" onClick={openHelp}>
          {core.help}
        </button>
        <form method="post" action={`${config.base}/logout`}>
          <button class="quiet">{core.logOut}</button>
        </form>
      </span>
    </footer>
  );
}

/** Says what figures lack. */
function Lacks(): JSX.Element {
  const { live, coverage } = useTexts().core;
  const format = useFormat();
  const { isPartial, staleSinceMs } = useCondition();
  return (
    <>
      {isPartial ? (
        <span>
          <span aria-hidden="true">◐ </span>
          {coverage.source}
        </span>
      ) : null}
      <span role="status" class="stale">
        {staleSinceMs === undefined
          ? ""
          : `✕ ${live.stale(format.time(new Date(staleSinceMs).toISOString()))}`}
      </span>
    </>
  );
}
