import { contentLengthOf, hasNoBody } from "./body-content.ts";

/** Size of a request's content as far as its headers tell; no handler can read a body of GET or HEAD. */
export function requestSize({ method, headers }: Request): number | undefined {
  if (method === "GET" || method === "HEAD") return 0;
  // Proxies add a length of 0 where the client has sent none: it says no more than none does.
  const length = contentLengthOf(headers);
  return length === 0 ? undefined : length;
}

/** Size of a response's content as far as it shows without reading it. */
export function responseSize(
  method: string,
  status: number,
  response: Response | undefined,
): number | undefined {
  if (method === "HEAD" || hasNoBody(status)) return 0;
  return response === undefined ? undefined : contentLengthOf(response.headers);
}
