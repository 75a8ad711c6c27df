import type { CheckContext } from "./check.ts";

const maxRedirects = 3;

/** Fetches without leaving the origin: a redirect that leads elsewhere comes back as the answer that it is. */
export async function fetchWithin(
  url: string,
  init: RequestInit,
  { signal, fetch = (input, given) => globalThis.fetch(input, given) }: CheckContext,
  expected: readonly number[] = [],
): Promise<Response> {
  let target = url;
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(target, { ...init, redirect: "manual", signal });
    const next = redirects < maxRedirects ? redirection(target, response) : undefined;
    if (next === undefined || expected.includes(response.status)) return response;
    releaseBody(response);
    target = next;
  }
}

/** Gives up the rest of a body: Workers have six connections. */
export function releaseBody({ body }: Response): void {
  if (body !== null && !body.locked) body.cancel().catch(() => {});
}

function redirection(from: string, response: Response): string | undefined {
  if (response.status < 300 || response.status > 399) return undefined;
  const location = response.headers.get("location");
  if (location === null || !URL.canParse(location, from)) return undefined;
  const to = new URL(location, from);
  return to.origin === new URL(from).origin ? to.href : undefined;
}
