import type { JSX } from "preact";
import { useFormat } from "./format.ts";
import { LongText } from "./long-text.tsx";
import type { FailureBreadcrumb } from "./read-failure.ts";
import { useTexts } from "./texts.ts";

export interface BreadcrumbListProps {
  readonly breadcrumbs: readonly FailureBreadcrumb[];
  readonly failedAt: string | undefined;
}

/** The log records before a failure, by how long before it they were written. */
export function BreadcrumbList({ breadcrumbs, failedAt }: BreadcrumbListProps): JSX.Element {
  const { tables } = useTexts();
  const { ms } = useFormat();
  const failedMs = Date.parse(failedAt ?? "");

  function before(time: string): string {
    const lengthMs = failedMs - Date.parse(time);
    return Number.isNaN(lengthMs) ? "" : `−${ms(Math.max(0, lengthMs))}`;
  }

  return (
    <ol class="breadcrumbs">
      {breadcrumbs.map(({ time, level, message, fields }, at) => (
        <li key={at}>
          <time dateTime={time}>{before(time)}</time>
          <span class={/^(?:error|fatal)$/.test(level) ? "level bad" : "level"}>{level}</span>
          <div>
            <LongText text={message} label={tables.message} />
            {fields !== "" && (
              <p class="muted">
                <LongText text={fields} label={tables.fields} maxLength={200} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
