import type { JSX } from "preact";
import type { SelfDiagnosis } from "../serve/self-diagnosis.ts";
import { FactList } from "./fact-list.tsx";
import { useFormat } from "./format.ts";
import { ForeignText } from "./foreign-text.tsx";
import { ownText } from "./own-text.ts";
import { useTexts } from "./texts.ts";

/** What was given up, by reason, and what became of the records of each log sink. */
export function Losses({ self }: { readonly self: SelfDiagnosis }): JSX.Element {
  const { core } = useTexts();
  const { system: texts } = core;
  const { count } = useFormat();
  const { dropped, sinks } = self;

  function reasons(counts: Readonly<Record<string, number>>): JSX.Element {
    return (
      <FactList facts={Object.entries(counts).map(([reason, lost]) => [reason, count(lost)])} />
    );
  }

  return (
    <section class="card">
      <h2>{texts.dropped}</h2>
      {dropped === undefined ? (
        <p class="muted">{core.unknown}</p>
      ) : Object.keys(dropped).length === 0 ? (
        <p class="ok">✓ {texts.droppedNone}</p>
      ) : (
        reasons(dropped)
      )}
      {sinks.length > 0 && <h2 class="section-title">{texts.sinks}</h2>}
      {sinks.map((sink, at) => {
        const name = texts.sink(count(at + 1));
        if ("reason" in sink) {
          const { reason } = sink;
          return (
            <p key={name} class="muted">
              {name}: {core.unknown} (
              <ForeignText text={ownText(texts.reasons, reason) ?? reason} />)
            </p>
          );
        }
        const { delivered, queued, dropped: lost } = sink;
        return (
          <div key={name}>
            <p>
              {name}: {texts.delivered} {count(delivered)} · {texts.queued} {count(queued)} ·{" "}
              {texts.droppedCount} {count(Object.values(lost).reduce((sum, one) => sum + one, 0))}
            </p>
            {Object.keys(lost).length === 0 ? null : reasons(lost)}
          </div>
        );
      })}
    </section>
  );
}
