import type { Mark } from "../query/overview-answer.ts";

/** Marks that are too close to each other to be told apart. */
export interface MarkGroup {
  /** Where the first of them is on the time axis, from 0 to 1. */
  readonly share: number;
  readonly marks: readonly Mark[];
}

/** Puts marks together that would overlap; those outside of the range are left out. */
export function groupMarks(
  marks: readonly Mark[],
  range: { readonly fromMs: number; readonly toMs: number },
  minShare: number,
): readonly MarkGroup[] {
  const groups: { share: number; marks: Mark[] }[] = [];
  const placed = marks
    .map((mark) => ({
      mark,
      share: (Date.parse(mark.time) - range.fromMs) / (range.toMs - range.fromMs),
    }))
    .filter(({ share }) => share >= 0 && share <= 1)
    .toSorted((a, b) => a.share - b.share);
  for (const { mark, share } of placed) {
    const last = groups.at(-1);
    if (last !== undefined && share - last.share < minShare) last.marks.push(mark);
    else groups.push({ share, marks: [mark] });
  }
  return groups;
}
