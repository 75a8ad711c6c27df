/** Why a check fails; undefined where it does not say so, for that is nothing to tell. */
export function failureReason({
  output,
}: {
  readonly output?: string | undefined;
}): string | undefined {
  return output === "unknown" ? undefined : output;
}
