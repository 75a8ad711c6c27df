/** Which rows of a long table are drawn, and the room that the others leave. */
export interface RowWindow {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
  readonly beforePx: number;
  readonly afterPx: number;
}

export interface Viewport {
  readonly scrollTopPx: number;
  readonly heightPx: number;
  readonly rowPx: number;
}

/** Rows drawn beyond each edge, so that the next one is there for a key press or a flick. */
const beyond = 6;
/** Tables below are drawn whole. */
export const minWindowed = 100;

/** Finds the rows to draw of a table of which only a part can be seen. */
export function rowWindow(count: number, { scrollTopPx, heightPx, rowPx }: Viewport): RowWindow {
  if (count < minWindowed) return { first: 0, end: count, beforePx: 0, afterPx: 0 };
  const seen = Math.ceil(heightPx / rowPx) + 1;
  const top = Math.min(Math.floor(Math.max(0, scrollTopPx) / rowPx), Math.max(0, count - seen));
  const first = Math.max(0, top - beyond);
  const end = Math.min(count, top + seen + beyond);
  return { first, end, beforePx: first * rowPx, afterPx: (count - end) * rowPx };
}
