/** What keeps work alive after a response on Workers: the part of ExecutionContext that is used. */
export interface Background {
  waitUntil(promise: Promise<unknown>): void;
}

/** Returns the value when it can hold work, as the third argument of a Worker's handlers can. */
export function toBackground(value: unknown): Background | undefined {
  return isBackground(value) ? value : undefined;
}

function isBackground(value: unknown): value is Background {
  return (
    typeof value === "object" &&
    value !== null &&
    "waitUntil" in value &&
    typeof value.waitUntil === "function"
  );
}
