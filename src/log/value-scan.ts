/** What to look for in values, whatever their keys. */
export type ValueScan = "email" | "jwt" | "bearer" | "card";

interface Scanner {
  /** A cheap test that nearly all values fail. */
  readonly mayMatch: (text: string) => boolean;
  readonly pattern: RegExp;
  readonly isMatch?: (found: string) => boolean;
}

/** Every repetition is bounded and begins at a bound, so that the time is linear. */
const scanners: Readonly<Record<ValueScan, Scanner>> = {
  email: {
    mayMatch: (text) => text.includes("@"),
    pattern:
      /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g,
  },
  jwt: {
    mayMatch: (text) => text.includes("eyJ"),
    pattern: /(?<![\w-])eyJ[\w-]{5,4096}\.[\w-]{2,8192}(?:\.[\w-]{0,4096})?/g,
  },
  bearer: {
    mayMatch: (text) => text.includes("earer "),
    pattern: /(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{1,8192}/g,
  },
  card: {
    mayMatch: (text) => /\d{4}/.test(text),
    // In one piece, or in groups as on cards: 4-4-4-4 and 4-6-5; so a date or code beside it is no part of it.
    pattern:
      /(?<![\w.-])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5})(?!\w|-\w)/g,
    isMatch: isCardNumber,
  },
};

/** Makes the function that replaces the chosen kinds of values inside a text. */
export function createValueScan(
  kinds: readonly ValueScan[],
  patterns: readonly RegExp[],
  censor: (secret: string) => string,
): (text: string) => string {
  const chosen = kinds.map((kind) => scanners[kind]);
  return (text) => {
    let result = text;
    for (const { mayMatch, pattern, isMatch } of chosen) {
      if (!mayMatch(result)) continue;
      result = result.replace(pattern, (found) =>
        isMatch === undefined || isMatch(found) ? censor(found) : found,
      );
    }
    for (const pattern of patterns) {
      result = result.replace(pattern, (found) => (found === "" ? "" : censor(found)));
    }
    return result;
  };
}

/** Tells card numbers by their issuer's first digits and the Luhn checksum (ISO/IEC 7812-1, annex B). */
function isCardNumber(found: string): boolean {
  const digits = found.replaceAll(/[ -]/g, "");
  if (!/^[3-6]/.test(digits) && !digits.startsWith("2")) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
