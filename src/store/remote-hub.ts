import { readCapped } from "../core/capped-body.ts";
import { withDeadline } from "../core/deadline.ts";
import type { RemoteSettings } from "./remote-options.ts";

/** What a hub has answered. */
export interface HubAnswer {
  readonly status: number;
  /** Whether it is a problem as hubs tell them, and not the answer of something in between. */
  readonly isProblem: boolean;
  /** The JSON in its body; undefined where there is none. */
  readonly body: unknown;
}

export interface HubQuestion {
  /** What it is for, as errors name it. */
  readonly what: string;
  readonly path: string;
  readonly maxBytes: number;
  /** JSON to post; a question without it is a GET. */
  readonly body?: string;
}

/** Asks a hub once; redirects are not followed, for the secret is nobody else's business. */
export class RemoteHub {
  readonly #settings: RemoteSettings;

  constructor(settings: RemoteSettings) {
    this.#settings = settings;
  }

  /** @throws Error when no answer comes in time, or one that is longer than asked for. */
  async ask(question: HubQuestion): Promise<HubAnswer> {
    const { clock, timeoutMs, origin } = this.#settings;
    const abort = new AbortController();
    try {
      const answer = this.#ask(question, abort.signal);
      return await withDeadline(answer, question.what, timeoutMs, clock);
    } catch (cause) {
      abort.abort();
      throw new Error(`Cannot ${question.what}: no answer from ${origin}; is the hub running?`, {
        cause,
      });
    }
  }

  /** Says what an answer means that is none of those that were hoped for. */
  toError({ what }: HubQuestion, { status, body, isProblem }: HubAnswer): Error {
    const { origin } = this.#settings;
    const detail = isProblem ? ` (${this.detailOf(body)})` : "";
    const said = `Cannot ${what}: ${origin} answered ${status}${detail}`;
    if (status === 401 || status === 403) {
      return new Error(
        `Cannot ${what}: ${origin} refuses the secret; give it what the hub has as EDGEWATCH_INGEST_SECRET`,
      );
    }
    const isElsewhere = status === 404 || status === 405 || status < 400;
    return new Error(isElsewhere ? `${said}; give the address of a hub` : said);
  }

  /** What a hub says of a problem, in so far as it is its own. */
  detailOf(body: unknown): string {
    const detail: unknown =
      typeof body === "object" && body !== null ? Reflect.get(body, "detail") : undefined;
    const text = typeof detail === "string" ? detail.slice(0, maxDetailLength) : "no detail";
    return text.replaceAll(this.#settings.secret, "[secret]");
  }

  async #ask({ path, body, maxBytes }: HubQuestion, signal: AbortSignal): Promise<HubAnswer> {
    const { base, secret } = this.#settings;
    const headers: Record<string, string> = { authorization: `Bearer ${secret}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    const init: RequestInit = { headers, redirect: "manual", signal };
    const posted = body === undefined ? init : { ...init, method: "POST", body };
    const response = await this.#settings.fetch(`${base}${path}`, posted);
    const bytes = await readCapped(response.body, maxBytes);
    if (bytes === undefined) {
      throw new RangeError(`Cannot read the answer: it is longer than ${maxBytes} bytes`);
    }
    const type = response.headers.get("content-type") ?? "";
    return {
      status: response.status,
      isProblem: type.startsWith("application/problem+json"),
      body: parseJson(new TextDecoder().decode(bytes)),
    };
  }
}

const maxDetailLength = 500;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
