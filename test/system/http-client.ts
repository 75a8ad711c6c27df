import { Agent, request, type IncomingHttpHeaders } from "node:http";

/** One request, written as it shall go over the wire. */
export interface WireRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const answerTimeoutMs = 15_000;
const agent = new Agent({ keepAlive: true });

/** Sends a request as it is: `fetch` would tidy up its path, its method and its headers. */
export function send(
  base: URL,
  { method, path, headers, body }: WireRequest,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = request(base, { agent, method, path, headers }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => (text += chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
      );
    });
    outgoing.setTimeout(answerTimeoutMs, () => outgoing.destroy(new Error(`No answer to ${path}`)));
    outgoing.on("error", reject).end(body);
  });
}
