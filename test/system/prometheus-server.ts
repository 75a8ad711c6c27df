import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { until } from "./deadline.ts";
import { temporaryFolder, token, type OrdersServer } from "./orders-server.ts";

/** One series of an answer, and its value now. */
export interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [timeSeconds: number, value: string];
}

/** An exemplar as Prometheus has stored it. */
export interface FoundExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

interface ExemplarSeries {
  readonly exemplars: readonly FoundExemplar[];
}

/** A Prometheus of our own, which scrapes servers each second. */
export interface Prometheus {
  /** Evaluates an expression; with `time` in seconds, as of then. */
  query(expression: string, timeSeconds?: number): Promise<readonly Found[]>;
  /** Evaluates an expression whose answer is one number. */
  number(expression: string): Promise<number>;
  exemplars(selector: string): Promise<readonly FoundExemplar[]>;
}

const startDeadlineMs = 20_000;

/** Starts Debian's Prometheus with some of its features switched on. */
export async function startPrometheus(
  servers: readonly OrdersServer[],
  features: readonly string[],
): Promise<Prometheus> {
  const folder = temporaryFolder();
  const config = join(folder, "prometheus.yml");
  writeFileSync(config, configOf(servers));
  const port = await freePort();
  const child = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--enable-feature=${features.join()}`,
      "--log.level=error",
    ],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const ended = new Promise((resolve) => {
    child.once("close", resolve).once("error", resolve);
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const base = `http://127.0.0.1:${port}`;
  await until("Prometheus to be ready", () => isReady(base), startDeadlineMs);

  async function query(expression: string, timeSeconds?: number): Promise<readonly Found[]> {
    const time = timeSeconds === undefined ? {} : { time: String(timeSeconds) };
    const parameters = new URLSearchParams({ query: expression, ...time });
    return (
      await ask<{ result: readonly Found[] }>(`${base}/api/v1/query?${parameters.toString()}`)
    ).result;
  }
  return {
    query,
    async number(expression) {
      const [found] = await query(expression);
      return Number(found?.value[1] ?? Number.NaN);
    },
    async exemplars(selector) {
      const nowSeconds = Date.now() / 1_000;
      const range = { start: String(nowSeconds - 3_600), end: String(nowSeconds + 60) };
      const parameters = new URLSearchParams({ query: selector, ...range });
      const found = await ask<readonly ExemplarSeries[]>(
        `${base}/api/v1/query_exemplars?${parameters.toString()}`,
      );
      return found.flatMap(({ exemplars }) => exemplars);
    },
  };
}

/** Lints the text format; empty where there is nothing to say. */
export function promtoolSays(text: string): string {
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: text,
    encoding: "utf8",
  });
  return status === 0 ? "" : `${status}: ${stdout}${stderr}`;
}

/** Each server keeps its instance, whatever its port. */
function configOf(servers: readonly OrdersServer[]): string {
  const targets = servers.flatMap(({ url, runtime }) => [
    `      - targets: ["${url.host}"]`,
    `        labels: { instance: "${runtime}" }`,
  ]);
  return [
    "global: { scrape_interval: 1s, scrape_timeout: 1s }",
    "scrape_configs:",
    "  - job_name: orders",
    `    authorization: { credentials: "${token}" }`,
    "    static_configs:",
    ...targets,
    "",
  ].join("\n");
}

async function isReady(base: string): Promise<boolean> {
  const response = await fetch(`${base}/-/ready`).catch(() => undefined);
  return response?.ok === true;
}

async function ask<Data>(url: string): Promise<Data> {
  const response = await fetch(url);
  const answer: { readonly data: Data; readonly error?: string } = await response.json();
  if (!response.ok) throw new Error(`Cannot ask Prometheus ${url}: ${answer.error}`);
  return answer.data;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
