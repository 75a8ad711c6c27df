import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.ts";

export type QdrantColour = "green" | "yellow" | "grey" | "red";

const apiKey = "qdrant-key";
const collection = "documents";
const seconds = 0.000_290_107;

/**
 * Answers as Qdrant 1.15 does, in its own words, what a check may ask it: a collection, with the key only, and the constant
 * `/healthz`.
 */
export class QdrantDouble {
  readonly #port: number;
  #server: Server | undefined;
  colour: QdrantColour = "green";
  /** Says with 200 that it is ill, as proxies before it may. */
  isLying = false;
  /** How long an answer takes. */
  latencyMs = 0;
  /** How often a collection was asked for. */
  calls = 0;
  #held: Promise<void> | undefined;

  private constructor(port: number) {
    this.#port = port;
  }

  static async start(): Promise<QdrantDouble> {
    const double = new QdrantDouble(await freePort());
    await double.start();
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What a check is given. */
  get address(): { readonly url: string; readonly collection: string; readonly apiKey: string } {
    return { url: this.url, collection, apiKey };
  }

  /** Starts it again after it was stopped, at the same port. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.#receive(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** Lets answers wait until what it returns is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return () => {
      this.#held = undefined;
      resolve();
    };
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.latencyMs > 0) await sleep(this.latencyMs);
    await this.#held;
    this.#answer(request, response);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "/";
    if (path === "/healthz") return text(response, 200, "healthz check passed");
    this.calls++;
    const key = request.headers["api-key"];
    if (key === undefined) {
      return text(response, 401, "Must provide an API key or an Authorization bearer token");
    }
    if (key !== apiKey) return text(response, 401, "Invalid API key or JWT");
    const name = decodeURIComponent(path.replace("/collections/", ""));
    if (name !== collection) {
      const error = `Not found: Collection \`${name}\` doesn't exist!`;
      return json(response, 404, { status: { error }, time: seconds });
    }
    if (this.isLying) {
      const error = "Service internal error: 1 of 1 read operations failed";
      return json(response, 200, { status: { error }, time: seconds });
    }
    json(response, 200, { result: infoOf(this.colour), status: "ok", time: seconds });
  }
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(body);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function infoOf(status: QdrantColour): unknown {
  return {
    status,
    optimizer_status:
      status === "red" ? { error: "Service internal error: No space left on device" } : "ok",
    indexed_vectors_count: 0,
    points_count: 3,
    segments_count: 8,
    config: {
      params: {
        vectors: { size: 4, distance: "Cosine" },
        shard_number: 1,
        replication_factor: 1,
        write_consistency_factor: 1,
        on_disk_payload: true,
      },
      hnsw_config: {
        m: 16,
        ef_construct: 100,
        full_scan_threshold: 10_000,
        max_indexing_threads: 0,
        on_disk: false,
      },
      optimizer_config: {
        deleted_threshold: 0.2,
        vacuum_min_vector_number: 1_000,
        default_segment_number: 0,
        max_segment_size: null,
        memmap_threshold: null,
        indexing_threshold: 10_000,
        flush_interval_sec: 5,
        max_optimization_threads: null,
      },
      wal_config: { wal_capacity_mb: 32, wal_segments_ahead: 0 },
      quantization_config: null,
      strict_mode_config: { enabled: false },
    },
    payload_schema: {},
  };
}
