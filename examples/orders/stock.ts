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
