/**
 * Takes the path out of an absolute URL without parsing it.
 *
 * It is as the runtime gives it: Deno leaves `..` in paths (2.9). `new URL` costs more than the rest of a request's
 * bookkeeping together.
 */
export function urlPath(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  if (start < 0) return "/";
  const fragment = url.indexOf("#", start);
  const query = url.indexOf("?", start);
  const hasQuery = query >= 0 && (fragment < 0 || query < fragment);
  const end = hasQuery ? query : fragment;
  return end < 0 ? url.slice(start) : url.slice(start, end);
}
