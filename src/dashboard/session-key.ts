const algorithm = { name: "HMAC", hash: "SHA-256" } as const;
/** Sets what is signed here apart from anything else that may be signed by the token. */
const purpose = "edgewatch session ";

/** Signs what a session says by the token, so that nobody keeps sessions, and a new token ends them all. */
export async function signSession(text: string, token: string): Promise<string> {
  const signature = await crypto.subtle.sign(algorithm, await keyOf(token), bytesOf(text));
  return toBase64Url(new Uint8Array(signature));
}

/** Tells whether a signature is that of a text; the comparison takes the same time wherever they differ. */
export async function isSigned(text: string, signature: string, token: string): Promise<boolean> {
  const signed = fromBase64Url(signature);
  if (signed === undefined) return false;
  return await crypto.subtle.verify(algorithm, await keyOf(token), signed, bytesOf(text));
}

async function keyOf(token: string): Promise<CryptoKey> {
  const bytes = new TextEncoder().encode(token);
  return await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(purpose + text));
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Undefined where a text is no signature of this kind. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]{43}$/.test(text)) return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
