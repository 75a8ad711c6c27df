import { isRecord } from "../core/is-record.ts";

/** How far down the present step of the history was when somebody left it. */
export interface LeftAt {
  readonly pagePx: number;
  /** Of tables that scroll, by their names. */
  readonly tablesPx: ReadonlyMap<string, number>;
}

/** Notes in the history how far down the page and its tables are. */
export function noteScroll(): void {
  const tables = [...document.querySelectorAll(".windowed")].map(
    (table) => [table.getAttribute("aria-label") ?? "", table.scrollTop] as const,
  );
  history.replaceState({ pagePx: scrollY, tables }, "");
}

/** Tells where the present step of the history was left; at its top where nobody has been. */
export function leftAt(): LeftAt {
  const state: unknown = history.state;
  const { pagePx, tables } = isRecord(state) ? state : {};
  const told: readonly unknown[] = Array.isArray(tables) ? tables : [];
  return {
    pagePx: typeof pagePx === "number" ? pagePx : 0,
    tablesPx: new Map(
      told.flatMap((table) => {
        const [name, px]: readonly unknown[] = Array.isArray(table) ? table : [];
        return typeof name === "string" && typeof px === "number" ? [[name, px] as const] : [];
      }),
    ),
  };
}
