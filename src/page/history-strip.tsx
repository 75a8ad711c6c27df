import type { JSX } from "preact";
import type { HealthComponent } from "../health/health-document.ts";
import { clipText } from "./clip-text.ts";
import { failureReason } from "./failure-reason.ts";
import { useFormat } from "./format.ts";
import { historySegments, type HistorySegment } from "./history-segments.ts";
import { useTexts } from "./texts.ts";

export interface HistoryStripProps {
  readonly component: HealthComponent;
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const glyphs: Readonly<Record<HistorySegment["status"], string>> = {
  pass: "✓",
  warn: "▲",
  fail: "✕",
  unknown: "?",
};
/** Nobody listens to more of them. */
const maxSaid = 6;

/** Shows what a check said through a time. */
export function HistoryStrip({ component, name, fromMs, toMs }: HistoryStripProps): JSX.Element {
  const { core, charts } = useTexts();
  const { dateTime } = useFormat();
  const segments = historySegments(component, fromMs, toMs);

  function textOf({ status, fromMs: startMs, toMs: endMs, output }: HistorySegment): string {
    const [start, end] = [startMs, endMs].map((ms) => dateTime(new Date(ms).toISOString()));
    const reason = failureReason({ output });
    const code = reason === undefined ? "" : ` (${clipText(reason, 60)})`;
    return `${charts.between(start ?? "", end ?? "")}: ${core.status[status]}${code}`;
  }

  const said = segments.slice(-maxSaid).map(textOf).join("; ");
  return (
    <div class="strip" role="img" aria-label={`${clipText(name, 60)}: ${said}`}>
      {segments.map((segment) => {
        const share = (segment.toMs - segment.fromMs) / (toMs - fromMs);
        return (
          <span class={segment.status} style={{ flexGrow: share * 100 }} title={textOf(segment)}>
            <i>{glyphs[segment.status]}</i>
          </span>
        );
      })}
    </div>
  );
}
