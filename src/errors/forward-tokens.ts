export interface BucketOptions {
  /** How many may be taken at once. */
  readonly capacity: number;
  /** How long it takes until an empty bucket is full again. */
  readonly fillMs: number;
}

/** The state of a token bucket: how many there are, and when they were counted. */
export interface Tokens {
  readonly count: number;
  readonly atMs: number;
}

/** Lets tokens come in; a clock that goes back brings none. */
export function filled(
  tokens: Tokens | undefined,
  nowMs: number,
  { capacity, fillMs }: BucketOptions,
): Tokens {
  if (tokens === undefined) return { count: capacity, atMs: nowMs };
  const passed = (Math.max(0, nowMs - tokens.atMs) * capacity) / fillMs;
  return { count: Math.min(capacity, tokens.count + passed), atMs: nowMs };
}

/** Takes a token; where there is none, the next ones come later. */
export function takenFrom(tokens: Tokens, { capacity }: BucketOptions): Tokens {
  return { ...tokens, count: Math.max(-capacity, tokens.count - 1) };
}
