const firstMs = 500;
const maxMs = 30_000;

/**
 * Says how long to wait after so many failures in a row: a random part of a time that doubles up to 30 s.
 *
 * Full jitter, so that many isolates do not come back at once.
 */
export function backOffMs(failures: number, random: () => number): number {
  return random() * Math.min(maxMs, firstMs * 2 ** Math.max(0, failures - 1));
}
