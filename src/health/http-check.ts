import { readCapped } from "../core/capped-body.ts";
import type { Check, CheckContext, CheckDetail, CheckFetch, CheckSettings } from "./check.ts";
import { statusCodeOf } from "./failure-code.ts";
import { fetchWithin, releaseBody } from "./fetch-within.ts";

export interface HttpCheckOptions extends CheckSettings {
  /** @default "GET" */
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Which statuses are well. @default 200 to 299 */
  readonly expectedStatus?: number | readonly number[] | undefined;
  /** Looks at the body, up to 64 kB of it: some services say with 200 that they are ill. @default it is not read */
  readonly isHealthyBody?: ((text: string) => boolean) | undefined;
  /** @default the runner's, or else the runtime's */
  readonly fetch?: CheckFetch | undefined;
}

const maxBodyBytes = 65_536;

/**
 * Looks whether an address answers as it should. Redirects are followed on the same origin; one that leads elsewhere is a
 * failure, for then something else answers.
 */
export function httpCheck(name: string, url: string, options: HttpCheckOptions = {}): Check {
  const {
    method = "GET",
    headers = {},
    body,
    expectedStatus,
    isHealthyBody,
    fetch,
    ...settings
  } = options;
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const expected = typeof expectedStatus === "number" ? [expectedStatus] : expectedStatus;
  async function run(context: CheckContext): Promise<CheckDetail> {
    const probe = { ...context, fetch: fetch ?? context.fetch };
    const response = await fetchWithin(url, init, probe, expected);
    const { status } = response;
    const isExpected = expected === undefined ? response.ok : expected.includes(status);
    if (!isExpected || isHealthyBody === undefined) {
      releaseBody(response);
      if (isExpected) return { status: "pass" };
      return { status: "fail", code: statusCodeOf(status), output: `it answered ${status}` };
    }
    const bytes = await readCapped(response.body, maxBodyBytes);
    if (bytes === undefined) return badReply(`its body is longer than ${maxBodyBytes} bytes`);
    const isHealthy = isHealthyBody(new TextDecoder().decode(bytes));
    return isHealthy ? { status: "pass" } : badReply("its body is not that of a healthy service");
  }
  return { name, kind: "http", hosts: hostsOf(url), ...settings, run };
}

/** Real calls judge what answers there; an address that is none fails when it is probed. */
export function hostsOf(url: string): readonly string[] {
  const host = URL.parse(url)?.host;
  return host === undefined ? [] : [host];
}

function badReply(output: string): CheckDetail {
  return { status: "fail", code: "bad_reply", output };
}
