const maxSegments = 8;
const maxSegmentLength = 40;

/**
 * Makes a low-cardinality route of a raw path: `/orders/42` becomes `/orders/:id`.
 *
 * A segment counts as an identifier when it has digits but no letters, is long, percent-encoded, an e-mail
 * address, or mixes letters with digits beyond words such as `v2` and `base64`. What follows the eighth
 * segment becomes `*`.
 *
 * @example
 * ```ts
 * import { routeTemplate } from "edgewatch";
 *
 * console.assert(routeTemplate("/v2/orders/42/items/9f8b1c2d") === "/v2/orders/:id/items/:id");
 * ```
 */
export function routeTemplate(path: string): string {
  let template = "";
  let start = 1;
  for (let segments = 0; start <= path.length; segments++) {
    if (segments === maxSegments) return `${template}/*`;
    let end = path.indexOf("/", start);
    if (end < 0) end = path.length;
    template += isIdentifier(path, start, end) ? "/:id" : `/${path.slice(start, end)}`;
    start = end + 1;
  }
  return template;
}

function isIdentifier(path: string, start: number, end: number): boolean {
  const length = end - start;
  if (length > maxSegmentLength) return true;
  let digits = 0;
  let letters = 0;
  for (let index = start; index < end; index++) {
    const code = path.charCodeAt(index);
    if (code >= 48 && code <= 57) digits++;
    else if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) letters++;
    else if (code === 37 || code === 64 || code > 126) return true; // % @ and anything beyond ASCII
  }
  if (digits === 0) return false;
  if (letters === 0) return true;
  const isVersion = length <= 3 && path.charCodeAt(start) === 118; // v1, v12
  return !isVersion && digits >= 2 && (length >= 8 || digits > letters);
}
