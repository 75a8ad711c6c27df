/** Words that make a key sensitive wherever they stand in it: `db_password`, `X-Auth-Token`, `clientSecret`. */
const sensitiveWords = new Set([
  "password",
  "passwords",
  "passwd",
  "passphrase",
  "passcode",
  "pwd",
  "secret",
  "secrets",
  "token",
  "jwt",
  "credential",
  "credentials",
  "authorization",
  "cookie",
  "cookies",
  "apikey",
  "apikeys",
  "bearer",
  "otp",
  "totp",
  "cvv",
  "cvc",
  "ssn",
  "iban",
  "dsn",
]);

/** Words that make `key` or `id` after them a secret: `api_key`, `Private-Key`, `sessionId`. */
const secretKeyOwners = new Set([
  "api",
  "private",
  "access",
  "secret",
  "signing",
  "encryption",
  "auth",
  "master",
  "ssh",
  "account",
  "shared",
  "webhook",
  "license",
  "service",
  "decryption",
  "hmac",
  "functions",
  "subscription",
]);

/** Words that make `tokens` after them credentials; `maxTokens` and `promptTokens` are numbers. */
const tokenOwners = new Set([
  "access",
  "refresh",
  "api",
  "auth",
  "id",
  "bearer",
  "session",
  "csrf",
  "bot",
  "device",
]);

/** Words that make `code` after them a secret: `recovery_code`, `otpCodes`. */
const secretCodeOwners = new Set([
  "otp",
  "recovery",
  "backup",
  "security",
  "pin",
  "verification",
  "mfa",
  "factor",
  "auth",
  "login",
]);

/** Pairs of neighbouring words that are sensitive together. */
const sensitivePairs = new Set([
  "session id",
  "session key",
  "card number",
  "credit card",
  "connection string",
  "seed phrase",
  "recovery phrase",
  "social security",
  "amz signature",
  "goog signature",
  "amz credential",
]);

/** Whole keys that are sensitive, without separators and in lower case. */
const sensitiveKeys = new Set([
  "auth",
  "csrf",
  "xsrf",
  "tokens",
  "pin",
  "sid",
  "sessid",
  "phpsessid",
  "jsessionid",
  "connectsid",
  "sessionid",
  "session",
  "privatekey",
  "accesskey",
  "accesskeyid",
  "awsaccesskeyid",
  "secretkey",
  "signingkey",
  "authkey",
  "cardnumber",
  "creditcard",
  "creditcardnumber",
  "passwordhash",
  "usercredentials",
  "pinnumber",
  "connectionstring",
  "setcookie",
  "proxyauthorization",
  "signature",
  "passport",
]);

/** Endings that no innocent word has, for keys written without separators: `userpassword`, `csrftoken`. */
const sensitiveEndings = [
  "securitynumber",
  "password",
  "passwd",
  "passphrase",
  "secret",
  "token",
  "apikey",
  "privatekey",
  "accesskey",
  "accountkey",
  "secretkey",
  "signingkey",
  "encryptionkey",
  "sessionid",
  "accesskeyid",
];

/** Words after `token` that speak about it and do not carry it: `token_type`, `tokenCount`. */
const innocentAfterToken = new Set([
  "count",
  "counts",
  "type",
  "types",
  "limit",
  "limits",
  "usage",
  "length",
  "budget",
  "expiry",
  "expires",
  "expiration",
  "ttl",
  "rate",
  "price",
  "cost",
  "address",
  "bucket",
  "endpoint",
]);

/** The same pairs written without separators: `otpcode`, `accesstokens`. */
const joinedPairs = new Set([
  ...[...sensitivePairs].map(joined),
  ...[...secretKeyOwners].flatMap((owner) => [`${owner}key`, `${owner}keys`]),
  ...[...secretCodeOwners].flatMap((owner) => [`${owner}code`, `${owner}codes`]),
  ...[...tokenOwners].map((owner) => `${owner}tokens`),
]);

const maxKeyLength = 128;

/** Tells which keys hold credentials, whatever their case and separators. */
export class SensitiveKeys {
  readonly #extra: ReadonlySet<string>;

  /** @param extra further whole keys, compared without case and separators */
  constructor(extra: readonly string[] = []) {
    this.#extra = new Set(extra.map(joined));
  }

  has(key: string): boolean {
    const name = key.slice(0, maxKeyLength);
    if (this.#isSensitiveKey(name)) return true;
    // The last step of a dotted name is a key as well: `http.request.header.x-api-key`.
    const lastStep = name.lastIndexOf(".") + 1;
    if (lastStep > 0 && this.#isSensitiveKey(name.slice(lastStep))) return true;
    const whole = withoutNumber(joined(name));
    return (
      hasSensitiveWord(wordsOf(name)) || sensitiveEndings.some((ending) => whole.endsWith(ending))
    );
  }

  #isSensitiveKey(name: string): boolean {
    const whole = joined(name.replace(/^x[-_]/i, ""));
    return sensitiveKeys.has(whole) || joinedPairs.has(whole) || this.#extra.has(joined(name));
  }
}

function hasSensitiveWord(words: readonly string[]): boolean {
  return words.some((word, index) => {
    const next = words[index + 1];
    if (word === "token" && next !== undefined && innocentAfterToken.has(next)) return false;
    if (sensitiveWords.has(word)) return true;
    if (next === undefined) return false;
    if ((next === "key" || next === "keys") && secretKeyOwners.has(word)) return true;
    if ((next === "code" || next === "codes") && secretCodeOwners.has(word)) return true;
    if (next === "tokens" && tokenOwners.has(word)) return true;
    return sensitivePairs.has(`${word} ${next}`);
  });
}

function joined(key: string): string {
  return key.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** Second fields are numbered: `password2`. */
function withoutNumber(word: string): string {
  return word.replace(/\d{1,4}$/, "");
}

/** Splits at separators and camel-case bounds: `XAuthToken`, `x-auth-token` and `x_auth_token` are the same words. */
function wordsOf(key: string): string[] {
  return key
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map(withoutNumber)
    .filter((word) => word !== "");
}
