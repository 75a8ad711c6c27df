import type { EdgewatchOptions } from "./options.ts";
import type { Credentials } from "./serve/credentials.ts";
import type { Paths } from "./serve/paths.ts";
import { selfDiagnosis, type SelfContext, type SelfDiagnosis } from "./serve/self-diagnosis.ts";

/** What a diagnosis needs of the rest. */
export interface DiagnosisParts extends Omit<
  SelfContext,
  "configuration" | "credentials" | "requestsStarted"
> {
  readonly paths: Paths;
  readonly windowMs: number;
  readonly recorder: SelfContext["recorder"] & { readonly begun: number };
}

/** Makes what says how an instance itself is doing. */
export function createDiagnosis(
  options: EdgewatchOptions,
  { paths, windowMs, ...parts }: DiagnosisParts,
): (credentials: Credentials) => Promise<SelfDiagnosis> {
  const configuration = { ...options, paths, windowMs };
  return async (credentials) =>
    await selfDiagnosis({
      ...parts,
      configuration,
      credentials,
      requestsStarted: () => parts.recorder.begun,
    });
}
