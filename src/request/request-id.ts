const maxLength = 128;

/**
 * Tells whether an incoming `X-Request-ID` may be kept: 1–128 characters of `[A-Za-z0-9._:-]`.
 *
 * Anything else could break out of a header, a log line or a terminal.
 */
export function isRequestId(value: string | null): value is string {
  if (value === null || value.length === 0 || value.length > maxLength) return false;
  for (let index = 0; index < value.length; index++) {
    if (!isAllowed(value.charCodeAt(index))) return false;
  }
  return true;
}

function isAllowed(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || // a–z
    (code >= 48 && code <= 58) || // 0–9 and :
    (code >= 65 && code <= 90) || // A–Z
    code === 45 || // -
    code === 46 || // .
    code === 95 // _
  );
}
