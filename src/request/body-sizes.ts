import { contentLengthOf, hasNoBody } from "./body-content.ts";

/** Size of a request's content as far as its headers tell; no handler can read a body of GET or HEAD. */
export function requestSize({ method, headers }: Request): number | undefined {
  return method === "GET" || method === "HEAD" ? 0 : contentLengthOf(headers);
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
