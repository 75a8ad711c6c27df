/**
 * Takes the path out of an absolute URL without parsing it.
 *
 * `request.url` is always normalised by the runtime, and `new URL` costs more than the rest of a request's
 * bookkeeping together.
 */
export function urlPath(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  if (start < 0) return "/";
  let end = url.indexOf("?", start);
  if (end < 0) end = url.indexOf("#", start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}
