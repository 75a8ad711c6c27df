/** Returns numbers from 0 (inclusive) to 1 (exclusive), the same ones for the same seed. */
export type Random = () => number;

/** Tommy Ettinger's Mulberry32: good enough to mix traffic, and the same on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Picks one of the choices, in proportion to their weights. */
export function pickWeighted<T extends { readonly weight: number }>(
  choices: readonly [T, ...T[]],
  random: Random,
): T {
  const total = choices.reduce((sum, choice) => sum + choice.weight, 0);
  let rest = random() * total;
  for (const choice of choices) {
    rest -= choice.weight;
    if (rest < 0) return choice;
  }
  return choices[0];
}

/** Picks one of the values, all alike. */
export function pick<T>(values: readonly [T, ...T[]], random: Random): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}
