import type { JSX } from "preact";
import type { ConfigurationSummary } from "../serve/configuration-summary.ts";
import { unknownText } from "./create-format.ts";
import { FactList } from "./fact-list.tsx";
import { Figure } from "./figure.tsx";
import { useFormat } from "./format.ts";
import { useTexts } from "./texts.ts";

/** How the process was set up. */
export function Configuration({
  configuration,
}: {
  readonly configuration: ConfigurationSummary;
}): JSX.Element {
  const { system: texts } = useTexts().core;
  const { ms, count } = useFormat();
  const { windowMs, paths, credentials, counts, features } = configuration;

  function flags(group: Readonly<Record<string, boolean>>): JSX.Element {
    return (
      <FactList
        facts={Object.entries(group).map(([name, isOn]) => [
          name,
          isOn ? `✓ ${texts.on}` : <span class="muted">○ {texts.off}</span>,
        ])}
      />
    );
  }

  return (
    <section class="card wide">
      <h2>{texts.configuration}</h2>
      <div class="columns">
        <div>
          <h3>{texts.features}</h3>
          {flags(features)}
        </div>
        <div>
          <h3>{texts.paths}</h3>
          <FactList
            facts={Object.entries(paths).map(([name, path]) => [
              name,
              <Figure text={path ?? unknownText} />,
            ])}
          />
          <h3>{texts.credentials}</h3>
          {flags(credentials)}
        </div>
        <div>
          <h3>{texts.counts}</h3>
          <FactList
            facts={[
              [texts.window, ms(windowMs)],
              ...Object.entries(counts).map(([name, many]) => [name, count(many)] as const),
            ]}
          />
        </div>
      </div>
    </section>
  );
}
