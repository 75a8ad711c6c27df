import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";

/** One request as it came over the wire. */
export interface Received {
  readonly batch: string;
  readonly headers: IncomingMessage["headers"];
  /** As sent. */
  readonly body: Uint8Array;
  readonly lines: readonly string[];
}

export type Respond = (response: ServerResponse, index: number, received: Received) => void;

export interface LoopbackReceiver {
  readonly url: string;
  readonly received: Received[];
  /** Connections that were opened so far. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** A real HTTP server on a free port of this machine. */
export async function startReceiver(respond: Respond): Promise<LoopbackReceiver> {
  const received: Received[] = [];
  let connections = 0;
  let requests = 0;
  const server = createServer((request, response) => {
    const index = requests++;
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    request.on("data", (chunk: Uint8Array<ArrayBuffer>) => chunks.push(chunk));
    request.on("end", () => {
      void (async () => {
        const body = await new Blob(chunks).bytes();
        const isGzip = request.headers["content-encoding"] === "gzip";
        const text = new TextDecoder().decode(isGzip ? gunzipSync(body) : body);
        const one: Received = {
          batch: String(request.headers["x-edgewatch-batch"]),
          headers: request.headers,
          body,
          lines: text.split("\n").slice(0, -1),
        };
        received.push(one);
        respond(response, index, one);
      })();
    });
    request.on("error", () => {});
  });
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/ingest`,
    received,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a status and nothing else. */
export function answer(response: ServerResponse, status: number, headers = {}): void {
  response.writeHead(status, headers).end();
}
