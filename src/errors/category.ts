/** The kinds of failures, as statistics count them. */
export const categories = [
  "validation",
  "auth",
  "forbidden",
  "not_found",
  "conflict",
  "rate_limit",
  "timeout",
  "upstream",
  "aborted",
  "internal",
] as const;
export type Category = (typeof categories)[number];

/** Tells whether a value is the name of a category. */
export function isCategory(value: unknown): value is Category {
  return categories.some((category) => category === value);
}

/** Says what kind of failure an HTTP status of 400 or above tells of. */
export function categoryOfStatus(status: number): Category {
  switch (status) {
    case 401:
    case 407:
      return "auth";
    case 402:
    case 403:
    case 451:
      return "forbidden";
    case 404:
    case 405:
    case 410:
      return "not_found";
    case 409:
    case 412:
    case 423:
      return "conflict";
    case 408:
    case 504:
      return "timeout";
    case 429:
      return "rate_limit";
    case 499:
      return "aborted";
    case 502:
    case 503:
      return "upstream";
    default:
      return status < 500 ? "validation" : "internal";
  }
}

/** Tells whether the same request may succeed later, going by the status alone. */
export function isRetryableStatus(status: number): boolean {
  return [408, 425, 429, 502, 503, 504].includes(status);
}
