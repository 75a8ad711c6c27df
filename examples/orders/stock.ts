import type { Check } from "edgewatch/checks";

const pieces: ReadonlyMap<string, number> = new Map([
  ["kettle", 14],
  ["teapot", 3],
  ["saucer", 220],
  ["samovar", 0],
]);

/** Tells how many pieces are in stock; undefined for an unknown article. */
export function findStock(sku: string): number | undefined {
  return pieces.get(sku);
}

/** Warns of articles that have run out; orders are taken all the same. */
export const stockCheck: Check = {
  name: "stock",
  critical: false,
  run: () => {
    const soldOut = [...pieces.values()].filter((count) => count === 0).length;
    const status = soldOut === 0 ? "pass" : "warn";
    return { status, observedValue: soldOut, observedUnit: "articles sold out" };
  },
};
