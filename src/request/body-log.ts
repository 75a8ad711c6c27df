import type { Fields } from "../core/fields.ts";
import type { BodyCaptureOptions } from "./body-capture.ts";
import type { CapturedBody } from "./body-recorder.ts";

/** Which bodies a request's log line carries. */
export interface BodyLogOptions {
  /** @default undefined: none */
  readonly request?: BodyCaptureOptions | undefined;
  /** The line of the request then waits for the end of its response. @default undefined: none */
  readonly response?: BodyCaptureOptions | undefined;
}

/** Tells of a captured body: its data, its true size, and whether that is all of it. */
export function bodyFields(
  side: "request" | "response",
  captured: CapturedBody | undefined,
): Fields {
  if (captured === undefined) return {};
  const prefix = `http.${side}.body`;
  const fields: Record<string, unknown> = { [`${prefix}.size`]: captured.byteLength };
  const content = captured.fields();
  if (content !== undefined) fields[`${prefix}.content`] = content;
  if (captured.isTruncated && captured.maxBytes > 0) fields[`${prefix}.is_truncated`] = true;
  if (!captured.isComplete) fields[`${prefix}.is_complete`] = false;
  return fields;
}

/** @throws RangeError or TypeError when the options cannot be used. */
export function checkBodyOptions(options: BodyLogOptions): void {
  for (const { maxBytes = 1, contentTypes = [] } of [
    options.request ?? {},
    options.response ?? {},
  ]) {
    if (!Number.isSafeInteger(maxBytes) || maxBytes < 1) {
      throw new RangeError(`Cannot log bodies of ${maxBytes} bytes: give a whole number from 1`);
    }
    const wrong = contentTypes.find(
      (type) => typeof type !== "string" || type === "" || type.split("*").length > 2,
    );
    if (wrong !== undefined) {
      throw new TypeError(
        `Cannot log bodies of the type ${JSON.stringify(wrong)}: give a media type with at most one *`,
      );
    }
  }
}
