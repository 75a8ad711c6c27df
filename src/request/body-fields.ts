import { bodyKind, charsetOf } from "./body-content.ts";
import { parseForm } from "./body-form.ts";
import { cutMark, parseTruncatedJson } from "./truncated-json.ts";

/**
 * Reads the kept bytes of a body: JSON and forms as the data they hold, anything else as text.
 *
 * What was to be JSON and is none becomes `{ "body.text": … }`, so that it is not taken for a JSON string: no key in it
 * can be told, only what a scan of the text finds.
 */
export function toBodyFields(bytes: Uint8Array, contentType: string, isCut: boolean): unknown {
  const kind = bodyKind(contentType);
  const text = decode(bytes, kind === "text" ? charsetOf(contentType) : undefined, isCut);
  if (kind === "form") return parseForm(text, isCut);
  const marked = isCut ? `${text}${cutMark}` : text;
  if (kind === "text") return marked;
  const value = isCut ? parseTruncatedJson(text) : parseJson(text);
  return value === undefined ? { "body.text": marked } : value;
}

/** A character whose last bytes were cut off is left out. */
function decode(bytes: Uint8Array, charset: string | undefined, isCut: boolean): string {
  return decoderOf(charset).decode(bytes, { stream: isCut });
}

function decoderOf(charset = "utf-8"): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

/** Undefined for what is no JSON, and for what is nested deeper than the runtime reads. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
