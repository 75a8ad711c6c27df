import type { KeyLabels } from "./key-labels.ts";

/** What every secret in a text stands next to; without one of these, nothing else is tried. */
const suspicious =
  /pass|pwd|secret|token|auth|cookie|key|jwt|credential|sess|sid|sig|bearer|basic|dsn|otp|pin|cvv|cvc|ssn|card|iban|code|csrf|xsrf|social|connection|phrase|@/i;
const schemeOrKey = /earer\s|asic\s|oken\s|EARER\s|ASIC\s|OKEN\s|PRIVATE KEY/;
const minLength = 6;
const maxLookedThrough = 48;
const lastSpace = 32;
const percentSign = 37;
const colon = 58;
const equalsSign = 61;
const noBreakSpace = 160;
const privateKeyStart = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const privateKeyEnd = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const userInfo = /(:\/\/)[^\s/?#"']{1,512}@/g;
/** The header's value is the rest of the line, or of the quotes around it; a quoted part belongs to it. */
const headerLine =
  /(?<!\w)((?:set-)?cookie|(?:proxy-)?authorization)((?:\s{0,4}[:=]\s{0,4})(?:=\\{0,7}"[^"\r\n]{0,4096}"|[^\r\n"'\\]){1,8192}|\\{0,7}["']?\s{0,4}[:=]\s{0,4}\\{0,7}["'](?:\\{1,7}"[^"\r\n]{0,4096}\\{1,7}"|[^\r\n"'\\]){1,8192})/gi;
const beforeValue = /^\\{0,7}["']?\s{0,4}[:=]\s{0,4}(?:\\{0,7}["'])?/;
const scheme = /(?<!\w)(bearer|basic|token)(\s{1,4})([A-Za-z0-9._~+/=-]{8,8192})/gi;
/** Quotes may be escaped, as in JSON inside JSON, or percent-encoded; brackets are those of `user[password]=`. */
const keyAndSeparator =
  /(?:(?<![\w.-])|(?<=%[0-9A-Fa-f]{2}))([A-Za-z_][\w.-]{0,127})((?:\\{0,7}["']|%22)?(?:\]|%5[Dd])?\s{0,4}(?:=>|=(?!=)|:(?!:)|%3[DdAa])\s{0,4})(\\{0,7}["']|%22)?/g;
/** Brackets and commas end a value only where it cannot go on: passwords hold them too. */
const endOfValue =
  /[\s"'&;<>\\]|%26|%22|,(?=\s|$|["'&;<>\\]|[\w.-]{1,64}["']?[=:])|[)\]}]{1,8}(?=[\s,"'&;<>\\]|$)|\[|\{/g;
/** `?key=` and `&sig=` are credentials in URLs only; as names of fields they mean anything. */
const queryKeys = new Set(["key", "sig", "code"]);
const longValue = /^[^\s&]{16}/;
/** A place in a file, as in stack traces: `token.ts:12:34`. */
const fileName = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|rb|go|rs|java|kt|php|cs|sql|wasm)$/;
const lastWord = /(?<![A-Za-z])[A-Za-z]{2,20}[ _-]$/;
const maxWordLength = 24;
/** What stands for a secret already. */
const redacted = /\[REDACTED\]|hmac:[0-9a-f]{16}/y;

/**
 * Replaces credentials inside a text, such as an error message: `password=…`, `"token":"…"`, `Authorization: …`,
 * `Bearer …`, the user part of URLs, and private keys.
 *
 * Takes time linear in the length of the text: no expression repeats without a bound, or reads a part twice.
 */
export function redactText(
  text: string,
  keys: KeyLabels,
  censor: (secret: string) => string,
): string {
  const withoutHeaders = redactPrivateKeys(text, censor)
    .replace(
      userInfo,
      (found, start: string) => `${start}${censor(found.slice(start.length, -1))}@`,
    )
    .replace(headerLine, (_found, name: string, rest: string) => {
      const between = beforeValue.exec(rest)?.[0] ?? "";
      return `${name}${between}${censor(rest.slice(between.length))}`;
    })
    .replace(scheme, (found, name: string, space: string, value: string) =>
      isCredential(name, value) ? `${name}${space}${censor(value)}` : found,
    );
  return redactAssignments(withoutHeaders, keys, censor);
}

/**
 * Takes a cheap look that nearly all texts pass: a secret has a sign of its own (`:`, `=`, `PRIVATE KEY`) or a word
 * such as `Bearer` before it.
 *
 * @param hasOwnKeys whether keys are secret that nothing is known of here
 */
export function mayHoldSecret(text: string, hasOwnKeys: boolean): boolean {
  if (text.length < minLength) return false;
  const signs = text.length <= maxLookedThrough ? lookThrough(text) : searched(text);
  if (signs === "sign") return hasOwnKeys || suspicious.test(text);
  return signs === "space" && schemeOrKey.test(text);
}

/** What a text has that a secret needs: a sign between a name and a value, or at least a space. */
type Signs = "sign" | "space" | "none";

/** Faster than searches in short texts, which most are. */
function lookThrough(text: string): Signs {
  let signs: Signs = "none";
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === colon || code === equalsSign || code === percentSign) return "sign";
    if (code <= lastSpace || code >= noBreakSpace) signs = "space";
  }
  return signs;
}

function searched(text: string): Signs {
  return text.includes(":") || text.includes("=") || text.includes("%3") ? "sign" : "space";
}

/** From the first line of a key to its last one, or to the end of the text where it was cut. */
function redactPrivateKeys(text: string, censor: (secret: string) => string): string {
  if (!text.includes("PRIVATE KEY")) return text;
  let result = "";
  let copied = 0;
  for (const start of text.matchAll(privateKeyStart)) {
    if (start.index < copied) continue;
    privateKeyEnd.lastIndex = start.index;
    const end = privateKeyEnd.exec(text);
    const endIndex = end === null ? text.length : end.index + end[0].length;
    result += `${text.slice(copied, start.index)}${censor(text.slice(start.index, endIndex))}`;
    copied = endIndex;
  }
  return result + text.slice(copied);
}

function redactAssignments(
  text: string,
  keys: KeyLabels,
  censor: (secret: string) => string,
): string {
  let result = "";
  let copied = 0;
  for (const match of text.matchAll(keyAndSeparator)) {
    const [found, , , quote] = match;
    if (match.index < copied || !isSecretName(text, match, keys)) continue;
    const start = match.index + found.length;
    const end = quote === undefined ? bareEnd(text, start) : quotedEnd(text, start, quote);
    if (end === start || isRedacted(text, start)) continue;
    result += `${text.slice(copied, start)}${censor(text.slice(start, end))}`;
    copied = end;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function isRedacted(text: string, start: number): boolean {
  redacted.lastIndex = start;
  return redacted.test(text);
}

function isSecretName(text: string, match: RegExpExecArray, keys: KeyLabels): boolean {
  const { index } = match;
  const [found, key = "", between = ""] = match;
  if (keys.of(key).isSecret) return between !== ":" || !fileName.test(key);
  if (between === "=" && queryKeys.has(key)) {
    const before = text[index - 1];
    return (
      before === "?" ||
      before === "&" ||
      (index === 0 && longValue.test(text.slice(found.length, found.length + 16)))
    );
  }
  // `API key: …` and `session id = …` are names of two words.
  const word = lastWord.exec(text.slice(Math.max(0, index - maxWordLength), index))?.[0];
  return word !== undefined && keys.of(word + key).isSecret;
}

/** A list or object under a secret key is secret as a whole. */
function bareEnd(text: string, start: number): number {
  if (text[start] === "[" || text[start] === "{") return bracketEnd(text, start);
  endOfValue.lastIndex = start;
  return endOfValue.exec(text)?.index ?? text.length;
}

function bracketEnd(text: string, start: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (character === "\\") index++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "[" || character === "{") depth++;
    else if ((character === "]" || character === "}") && --depth === 0) return index + 1;
  }
  return text.length;
}

/** The next quote with as many backslashes before it; one with more belongs to the value. */
function quotedEnd(text: string, start: number, quote: string): number {
  if (quote === "%22") return endBefore(text, quote, start);
  const mark = quote.slice(-1);
  const escapes = quote.length - 1;
  for (let end = text.indexOf(mark, start); end >= 0; end = text.indexOf(mark, end + 1)) {
    let first = end;
    while (first > start && text[first - 1] === "\\") first--;
    if ((end - first) % (2 * (escapes + 1)) === escapes) return end - escapes;
  }
  return text.length;
}

function endBefore(text: string, mark: string, start: number): number {
  const end = text.indexOf(mark, start);
  return end < 0 ? text.length : end;
}

const longestWord = 24;

/** Tells a credential after `Bearer` or `Basic` from the next word of a sentence. */
function isCredential(name: string, value: string): boolean {
  if (name.toLowerCase() === "token" && value.includes("=") && !value.endsWith("=")) return false;
  const isPadded = value.length % 4 === 0 && /^[^=]+={1,2}$/.test(value);
  return isPadded || value.length > longestWord || /\d|[a-z][A-Z]|[A-Z][a-z][A-Z]/.test(value);
}
