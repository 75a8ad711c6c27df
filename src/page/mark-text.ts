import type { Mark } from "../query/overview-answer.ts";
import { clipText } from "./clip-text.ts";
import { stepAt, type TimeAxis } from "./step-time.ts";
import { useTexts } from "./texts.ts";

/** Names of services, releases and checks are whatever somebody wrote. */
const maxLength = 60;
const maxMarks = 4;

/** What stands for a mark on the time axis: nobody needs a colour to see that a check is well again. */
export function markGlyph(mark: Mark): string {
  if (mark.kind === "release") return "▲";
  return mark.status === "pass" ? "○" : "●";
}

/** Finds how a mark on the time axis is put in words. */
export function useMarkText(): (mark: Mark) => string {
  const { charts, core } = useTexts();
  return (mark) => {
    if (mark.kind === "release") {
      return `${markGlyph(mark)} ${charts.release(foreign(mark.service), foreign(mark.release))}`;
    }
    const known: Readonly<Record<string, string>> = core.status;
    const status = known[mark.status] ?? foreign(mark.status);
    return `${markGlyph(mark)} ${foreign(mark.check)}: ${status}`;
  };
}

/** Between isolating characters a name turns nothing but itself around, whatever it consists of. */
function foreign(name: string): string {
  return `\u2068${clipText(name, maxLength)}\u2069`;
}

/** A column of what happened, for tables and for the ear. */
export interface MarkColumn {
  readonly title: string;
  readonly textAt: (step: number) => string;
}

/** Finds what happened in each step; undefined where nothing did. */
export function useMarkColumn(axis: TimeAxis, marks: readonly Mark[]): MarkColumn | undefined {
  const { events } = useTexts().charts;
  const textOf = useMarkText();
  if (marks.length === 0) return undefined;
  return {
    title: events,
    textAt: (step) =>
      marks
        .filter(({ time }) => stepAt(axis, Date.parse(time)) === step)
        .slice(0, maxMarks)
        .map(textOf)
        .join(" "),
  };
}
