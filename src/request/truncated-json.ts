/** The end of a text that was cut. */
export const cutMark = "…";

const maxDepth = 100;
const literals = ["true", "false", "null"];
const quote = 0x22;
const backslash = 0x5c;
const letterU = 0x75;

/**
 * Reads the beginning of a JSON text as the longest value that is sure; undefined when there is none.
 *
 * Open objects and lists are closed, an open text ends with `…`, and a name without its value, a number that may go on
 * and an unfinished literal are left out. Below 100 levels the text counts as cut. A text that is no beginning of JSON
 * is undefined. The time is linear, and depth costs no stack.
 */
export function parseTruncatedJson(text: string): unknown {
  try {
    return JSON.parse(completeJson(text));
  } catch {
    return undefined;
  }
}

/**
 * Makes a whole JSON text of a beginning: all that `JSON.parse` checks is left to it.
 *
 * @throws SyntaxError when the text is no beginning of JSON where it is cut.
 */
function completeJson(text: string): string {
  const closers: string[] = [];
  /** What lies before is sure, and is whole with the closers. */
  let end = 0;
  let isName = false;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    switch (char) {
      case "{":
      case "[":
        if (closers.length === maxDepth) return closed(text.slice(0, end), closers);
        closers.push(char === "{" ? "}" : "]");
        isName = char === "{";
        end = ++at;
        break;
      case "}":
      case "]":
        if (closers.pop() !== char) throw wrong(char);
        end = ++at;
        break;
      case ",":
        isName = closers.at(-1) === "}";
        at++;
        break;
      case ":":
        isName = false;
        at++;
        break;
      case " ":
      case "\n":
      case "\r":
      case "\t":
        at++;
        break;
      case '"': {
        const { stop, isCut } = scanString(text, at);
        if (isCut && isName) return closed(text.slice(0, end), closers);
        if (isCut) return closed(`${text.slice(0, stop)}${cutMark}"`, closers);
        at = stop;
        if (!isName) end = at;
        break;
      }
      default: {
        const stop = scanWord(text, at);
        const word = text.slice(at, stop);
        if (isName || !isWord(word)) throw wrong(char);
        // A number may go on after the cut.
        if (stop === text.length && !literals.includes(word)) {
          return closed(text.slice(0, end), closers);
        }
        at = stop;
        end = stop;
      }
    }
  }
  return closed(text.slice(0, end), closers);
}

function closed(text: string, closers: readonly string[]): string {
  return `${text}${closers.toReversed().join("")}`;
}

/** Finds the place after a text; for one that is cut, the place up to which its characters are whole. */
function scanString(
  text: string,
  start: number,
): { readonly stop: number; readonly isCut: boolean } {
  let last = start + 1;
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) return { stop: at + 1, isCut: false };
    let length = 1;
    if (code === backslash) length = text.charCodeAt(at + 1) === letterU ? 6 : 2;
    if (at + length > text.length) break;
    last = at;
    at += length;
  }
  return { stop: isHighSurrogate(text.slice(last, at)) ? last : at, isCut: true };
}

/** Whether a character, or its escape, is the first half of another. */
function isHighSurrogate(unit: string): boolean {
  return /^(?:[\uD800-\uDBFF]|\\u[dD][89abAB])/.test(unit);
}

function scanWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && isWordCode(text.charCodeAt(at))) at++;
  return at;
}

/** Letters, digits, and the signs of numbers. */
function isWordCode(code: number): boolean {
  const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return (
    isLetter || (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e
  );
}

/** Whether this is a number, a literal, or the beginning of one. */
function isWord(word: string): boolean {
  return /^-?(?:\d|$)/.test(word)
    ? word !== ""
    : literals.some((literal) => literal.startsWith(word));
}

function wrong(char: string): SyntaxError {
  return new SyntaxError(`Cannot complete JSON: unexpected ${char}`);
}
