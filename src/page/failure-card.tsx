import type { JSX } from "preact";
import { BreadcrumbList } from "./breadcrumb-list.tsx";
import { ExceptionView } from "./exception-view.tsx";
import { FactList } from "./fact-list.tsx";
import { useFormat } from "./format.ts";
import { LongText } from "./long-text.tsx";
import { ownText } from "./own-text.ts";
import type { KeptFailure } from "./read-failure.ts";
import { useTexts } from "./texts.ts";

export interface FailureCardProps {
  readonly title: string;
  readonly failure: KeptFailure;
  /** Whether somebody has to open it first. */
  readonly isClosed?: boolean;
}

/** One failure in full: which request, what was thrown, and what led to it. */
export function FailureCard({ title, failure, isClosed = false }: FailureCardProps): JSX.Element {
  const { core, tables } = useTexts();
  const { dateTime } = useFormat();
  const { time, exceptions, children, breadcrumbs, facts } = failure;
  const named = facts.map(([name, text]) => {
    const label = ownText(tables.facts, name) ?? name;
    return [label, <LongText text={text} label={label} />] as const;
  });
  return (
    <details class="card failure" open={!isClosed}>
      <summary>
        <h2>{title}</h2>{" "}
        <span class="muted">{time === undefined ? core.unknown : dateTime(time)}</span>
      </summary>
      <h3>{tables.request}</h3>
      <FactList facts={named} />
      {exceptions.map((exception, at) => (
        <ExceptionView
          key={at}
          title={at === 0 ? tables.thrown : tables.causedBy}
          exception={exception}
        />
      ))}
      {children.map((exception, at) => (
        <ExceptionView key={at} title={tables.partOf(at + 1)} exception={exception} />
      ))}
      <h3>{tables.breadcrumbs}</h3>
      {breadcrumbs.length === 0 ? (
        <p class="muted">{tables.noBreadcrumbs}</p>
      ) : (
        <BreadcrumbList breadcrumbs={breadcrumbs} failedAt={time} />
      )}
    </details>
  );
}
