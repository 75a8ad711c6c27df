/** What groups of errors can be told apart by, besides their ids. */
export const errorFacets = [
  "service",
  "release",
  "code",
  "category",
  "method",
  "route",
  "type",
] as const;
export type ErrorFacet = (typeof errorFacets)[number];

/** What groups of errors can be ordered by. */
export const errorOrders = ["count", "first_seen", "last_seen", "consumers"] as const;
export type ErrorOrder = (typeof errorOrders)[number];
