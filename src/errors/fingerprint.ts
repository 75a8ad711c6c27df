import type { ErrorFacts, FailureDescription } from "./describe-failure.ts";
import { toEngineMessage } from "./engine-message.ts";
import { hashText } from "./hash-text.ts";
import { normaliseMessage } from "./normalise-message.ts";
import { isNetworkFailure } from "./platform-errors.ts";

/** Which group a failure belongs to. */
export interface Fingerprint {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** What they are the hash of: a JSON array that begins with the version of these rules. */
  readonly key: string;
}

/** Where it failed. */
export interface FailureSite {
  /** The template, `/orders/:id`; never the path. */
  readonly route: string;
  /** An HTTP method, or the kind of handler: `scheduled`. */
  readonly method: string;
  /** Groups by this text instead of by anything else. @default what the error itself says */
  readonly explicit?: string | undefined;
}

const version = "v1";
const maxExplicitLength = 1_024;
/** Their messages are the platform's, and other ones on each. */
const nameSaysAll =
  /^(?:Abort|Timeout|DataClone|InvalidCharacter|QuotaExceeded|InvalidState|NotSupported|InvalidAccess|DataError|Operation)Error$|^DataError$/;

/**
 * Says which group a failure belongs to: the same for all builds, releases and runtimes of the same code.
 *
 * A group is a kind of error, with the root of its causes, on one route. Line numbers, file names and names of functions
 * play no part, nor do numbers, ids and values in the message.
 */
export function fingerprint(
  failure: FailureDescription,
  { route, method, explicit = failure.ownFingerprint }: FailureSite,
): Fingerprint {
  const parts =
    explicit === undefined
      ? [...describeKind(failure), method, route]
      : ["explicit", explicit.slice(0, maxExplicitLength)];
  const key = JSON.stringify([version, ...parts]);
  return { id: hashText(key), key };
}

/** Says what an error is in words that hold no values: `nullish: total`, `Customer <n> has no card`. */
export function canonicalMessage(facts: ErrorFacts): string {
  return kindOf(facts).message;
}

interface Kind {
  readonly type: string;
  readonly code: string;
  readonly message: string;
}

function describeKind(failure: FailureDescription): readonly string[] {
  const outer = kindOf(failure);
  const root = rootOf(failure);
  if (root === failure) return [outer.type, outer.code, outer.message];
  const inner = kindOf(root);
  return [outer.type, outer.code, inner.type, inner.code, inner.message];
}

/**
 * What is wrapped says more than what wraps it: "Request failed" comes of many things.
 *
 * Only some runtimes tell why a connection failed, so nothing below that counts.
 */
function rootOf(failure: FailureDescription): ErrorFacts {
  const chain = [failure, ...failure.causes];
  return chain.find(isNetworkFailure) ?? failure.causes.at(-1) ?? failure.children.at(0) ?? failure;
}

function kindOf(facts: ErrorFacts): Kind {
  const type = facts.type.replace(/^_{1,2}(?=[A-Z])|_?\d{1,6}$/g, "");
  if (facts.isAppError) return { type, code: facts.code ?? "", message: "" };
  if (isNetworkFailure(facts)) return { type: "network", code: "", message: "" };
  if (nameSaysAll.test(type)) return { type, code: "", message: "" };
  const canonical = toEngineMessage(type, facts.message);
  return { type, code: "", message: canonical ?? normaliseMessage(facts.message) };
}
