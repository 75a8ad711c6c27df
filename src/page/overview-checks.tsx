import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { HealthDocument } from "../health/health-document.ts";
import { useNow, type Answer } from "./answer.ts";
import { checkRows } from "./check-rows.ts";
import { ForeignText } from "./foreign-text.tsx";
import { HealthWord } from "./health-word.tsx";
import { HistoryStrip } from "./history-strip.tsx";
import { Link } from "./link.tsx";
import { View } from "./notice.tsx";
import { boundsOf } from "./parse-range.ts";
import { hrefTo } from "./place.ts";
import { useRange } from "./range.ts";
import { useTexts } from "./texts.ts";

/** The health checks with what they showed in the range, the worst first. */
export function OverviewChecks({
  health,
}: {
  readonly health: Answer<HealthDocument>;
}): JSX.Element {
  const { overview: texts, views } = useTexts().core;
  return (
    <section class="card wide">
      <div class="card-head">
        <h2>{texts.checks}</h2>
        <Link to={hrefTo("dependencies")}>{texts.all(views.dependencies)}</Link>
      </div>
      <View answer={health}>{(document) => <CheckList health={document} />}</View>
    </section>
  );
}

function CheckList({ health }: { readonly health: HealthDocument }): JSX.Element {
  const { overview: texts } = useTexts().core;
  const range = useRange();
  const now = useNow();
  const rows = useMemo(() => checkRows(health), [health]);
  const bounds = useMemo(() => boundsOf(range, now()), [range, health]);
  if (rows.length === 0) return <p class="muted">{texts.noChecks}</p>;
  return (
    <ul class="checks">
      {rows.map(({ name, component }) => (
        <li key={name}>
          <span class="clip">
            <ForeignText text={name} maxLength={60} />
          </span>
          <HealthWord status={component.status} />
          <HistoryStrip component={component} name={name} {...bounds} />
        </li>
      ))}
    </ul>
  );
}
