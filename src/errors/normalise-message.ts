const maxLength = 512;
const maxNormalisedLength = 300;
const maxLines = 2;
const minIdLength = 8;

/** A quoted value; an apostrophe inside a word is none. */
const quoted = /(?<!\w)(?:"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`)(?!\w)/g;
const url = /(?<!\w)[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`<>]+/gi;
const identifier = /^[A-Za-z_$][A-Za-z_$.-]*$/;
/** A word with a digit or an `@` in it, tried only from its beginning; other words stay. */
const word = /(?<![^\s"'`()[\]{}<>,;=|])[^\s"'`()[\]{}<>,;=|\d@]*[\d@][^\s"'`()[\]{}<>,;=|]*/g;
const run = /[\w-]+/g;
const part = /[A-Za-z0-9]+/g;
const hasDigit = /\d/;
const trailing = /[.,:;!?)\]}]{1,3}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const date =
  /^(?:\d{4}-\d{2}-\d{2}(?:T[\d:.,]{4,20}(?:Z|[+-]\d{2}:?\d{2})?)?|\d{1,2}:\d{2}:\d{2}(?:\.\d{1,9})?Z?)$/i;
const address = /^(?=[0-9a-f.]{0,8}:)[0-9a-f:.]{2,45}(?:%\w{1,16})?$/i;
const quantity = /^\d+(?:[nmu]?s|m|min|h|d|[kmgt]?i?b|x|px|rd|th|st|nd)?$/i;
const hex = /^[0-9a-f]{8,128}$/i;
const numbers = /[-+]?<n>(?:(?:[.,:]|, )[-+]?<n>)*/g;

/**
 * Takes out of a message what differs from one time to the next: addresses, ids, dates, numbers and quoted values
 * become `<email>`, `<url>`, `<id>`, `<date>`, `<n>` and `<value>`.
 *
 * Only the first two lines and 512 characters are read, in linear time.
 */
export function normaliseMessage(message: string): string {
  const lines = message.slice(0, maxLength).split("\n", 16);
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, maxLines)
    .map(normaliseLine)
    .join("\n")
    .slice(0, maxNormalisedLength);
}

function normaliseLine(line: string): string {
  const addressless = line.includes("://") ? line.replace(url, normaliseUrl) : line;
  return addressless
    .replace(quoted, (found, double?: string, single?: string, back?: string) =>
      identifier.test(double ?? single ?? back ?? "") ? found : "<value>",
    )
    .replace(word, normaliseWord)
    .replace(numbers, "<n>");
}

function normaliseUrl(found: string): string {
  return `<url>${trailing.exec(found)?.[0] ?? ""}`;
}

function normaliseWord(found: string): string {
  const end = trailing.exec(found)?.[0] ?? "";
  return normaliseBare(found.slice(0, found.length - end.length)) + end;
}

function normaliseBare(bare: string): string {
  if (quantity.test(bare)) return "<n>";
  if (bare.includes("@") && bare.indexOf(".", bare.indexOf("@")) !== -1) return "<email>";
  if (!hasDigit.test(bare)) return bare;
  if (uuid.test(bare)) return "<id>";
  if (date.test(bare)) return "<date>";
  if (address.test(bare) && bare.split(":").length > 2) return "<ip>";
  return bare.replace(run, normaliseRun);
}

/** One random part makes an id of what hangs together with it: `cus_Nffrfeuogy12x4`, `V1StGXR8_Z5jdHi6B-myT`. */
function normaliseRun(text: string): string {
  if (!hasDigit.test(text)) return text;
  return text.match(part)?.some(isId) === true ? "<id>" : text.replace(part, normalisePart);
}

/** Letters and digits without anything between them. */
function normalisePart(text: string): string {
  return quantity.test(text) ? "<n>" : text.replace(/\d+/g, "<n>");
}

/** Tells `Nffrfeuogy12x4` from `utf8`, `sha256`, `chunk12` and numbers. */
function isId(text: string): boolean {
  if (text.length < minIdLength || !hasDigit.test(text) || quantity.test(text)) return false;
  return hex.test(text) || !/^[A-Za-z]+\d+$/.test(text);
}
