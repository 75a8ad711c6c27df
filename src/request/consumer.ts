import { BoundedCache } from "../core/bounded-cache.ts";
import { isHashKey, minHashKeyLength, platformHash } from "../core/keyed-hash.ts";

/** Tells who asks, from a value that may be a secret. */
export interface ConsumerOptions {
  /**
   * Name of a header, or a function of the request, that tells an API key, a token or a user's id. Of `authorization`
   * the scheme is left out.
   */
  readonly from: string | ((request: Request) => string | undefined);
  /**
   * How the value is told: as a keyed hash, or by the name that a function gives it. Where that gives none, it is the
   * hash if there is a `hashKey`, and `(unknown)` if not. Names are remembered.
   *
   * @default "hash"
   */
  readonly as?: "hash" | ((value: string) => string | undefined) | undefined;
  /** Secret of the keyed hash, at least 16 characters. */
  readonly hashKey?: string | undefined;
}

/** Reads who asks; what a plain function returns is told as it is. */
export type ConsumerOption = ((request: Request) => string | undefined) | ConsumerOptions;

/** The consumer that no name was found for. */
const unknownConsumer = "(unknown)";

const hashLength = 12;
/** How many values are remembered, so that a request costs no hash. */
const maxRemembered = 1_000;
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const scheme = /^[\w-]+ +/;

/**
 * Makes the function that tells who asks.
 *
 * @throws TypeError when the options would tell a key as it is, or nothing at all.
 */
export function createConsumer(option: ConsumerOption): (request: Request) => string | undefined {
  if (typeof option === "function") return option;
  if (typeof option !== "object" || option === null) {
    throw mistake("it is neither a function nor an object", "give one of them");
  }
  const { from, as = "hash", hashKey } = option;
  if (as !== "hash" && typeof as !== "function") {
    throw mistake("as is no way to tell a value", 'give "hash" or a function');
  }
  const read = createReader(from);
  const fallback =
    as === "hash" || hashKey !== undefined ? createHash(hashKey) : (): string => unknownConsumer;
  const tell = as === "hash" ? fallback : createNaming(as, fallback);
  return (request) => {
    const value = read(request);
    // What is no text is left to whoever asks, and told of there.
    return typeof value === "string" && value !== "" ? tell(value) : value;
  };
}

function createReader(from: ConsumerOptions["from"]): (request: Request) => string | undefined {
  if (typeof from === "function") return from;
  if (typeof from !== "string" || !headerName.test(from)) {
    throw mistake("from is no name of a header and no function", "give one of them");
  }
  const isCredential = from.toLowerCase() === "authorization";
  return ({ headers }) => {
    const value = headers.get(from) ?? undefined;
    return isCredential ? value?.replace(scheme, "") : value;
  };
}

function createNaming(
  nameOf: (value: string) => string | undefined,
  fallback: (value: string) => string,
): (value: string) => string {
  const names = new BoundedCache(maxRemembered);
  return (value) => {
    const known = names.get(value) ?? nameOf(value);
    // Whoever has no name yet may get one.
    if (known === undefined || known === "") return fallback(value);
    return typeof known === "string" ? names.set(value, known) : known;
  };
}

function createHash(hashKey: string | undefined): (value: string) => string {
  if (!isHashKey(hashKey)) {
    throw mistake(
      "it is to be hashed without a key",
      `give a hashKey of at least ${minHashKeyLength} characters, or name consumers by a function as`,
    );
  }
  const digest = platformHash();
  if (digest === undefined) {
    throw mistake(
      "this runtime has no node:crypto",
      "set the compatibility flag nodejs_compat, or name consumers by a function as",
    );
  }
  const hashes = new BoundedCache(maxRemembered);
  return (value) =>
    hashes.get(value) ?? hashes.set(value, digest(value, hashKey).slice(0, hashLength));
}

function mistake(state: string, remedy: string): TypeError {
  return new TypeError(`Cannot tell consumers apart: ${state}; ${remedy}`);
}
