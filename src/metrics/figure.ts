/** Why a figure is not known. */
export type UnknownReason =
  | "not available on this runtime"
  | "permission not granted"
  | "no limit is set"
  | "not configured"
  | "not measured yet"
  | "cannot be read";

/** A figure, or why there is none: it is never 0 for want of one. As JSON, one of the two. */
export type Figure<T = number> =
  | { readonly value: T; readonly reason?: undefined }
  | { readonly value: undefined; readonly reason: UnknownReason };

export function unknownFigure(reason: UnknownReason): Figure<never> {
  return { value: undefined, reason };
}
