/** Makes a hash of a text that nobody can make, or try values with, who has not got the key. */
type KeyedHash = (text: string, key: string) => string;

interface NodeCrypto {
  createHmac(
    algorithm: "sha256",
    key: string,
  ): { update(text: string): { digest(encoding: "hex"): string } };
}

/** Fewer characters than this can be guessed. */
export const minHashKeyLength = 16;

/** Finds HMAC-SHA-256 in lowercase hex in the runtime's `node:crypto`; undefined where there is none. */
export function platformHash(): KeyedHash | undefined {
  const process: { getBuiltinModule?(name: string): NodeCrypto | undefined } | undefined =
    Reflect.get(globalThis, "process");
  const crypto = process?.getBuiltinModule?.("node:crypto");
  return crypto === undefined
    ? undefined
    : (text, key) => crypto.createHmac("sha256", key).update(text).digest("hex");
}

/** Tells whether a key is long enough to be one. */
export function isHashKey(key: unknown): key is string {
  return typeof key === "string" && key.length >= minHashKeyLength;
}
