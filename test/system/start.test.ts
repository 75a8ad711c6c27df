import { spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import process from "node:process";
import { describe, expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../scripts/start/project.ts";
import { runtimes, type Runtime } from "../../scripts/start/runtime-command.ts";
import { countedByUsage } from "./counted.ts";
import { until, within } from "./deadline.ts";
import { send } from "./http-client.ts";
import { startOrders, temporaryFolder, token } from "./orders-server.ts";
import { runScript } from "./run-script.ts";

const sentCount = 20;
const goneDeadlineMs = 20_000;

test.each(runtimes)("kill -9 of start.ts ends %s in good order all the same", async (runtime) => {
  const folder = temporaryFolder();
  const { url, pid } = await startOrders(runtime, folder);
  await sendOrders(url);
  process.kill(pid, "SIGKILL");
  await until("the port to be free", () => isGone(url), goneDeadlineMs);
  expect(await countedAfterRestart(runtime, folder)).toBe(sentCount);
});

describe("npm start", () => {
  test.each([
    ["Ctrl-C in a terminal", "SIGINT", "group", "start", "workerd"],
    ["a signal to npm alone", "SIGTERM", "npm", "start:deno", "deno"],
    ["a terminal that is closed", "SIGHUP", "group", "start:bun", "bun"],
  ] as const)("loses nothing at %s", async (_what, signal, to, script, runtime) => {
    const folder = temporaryFolder();
    const npm = startWithNpm(script, folder);
    const url = new URL(/http:\S+/.exec(await npm.hints)?.[0] ?? "");
    await sendOrders(url);
    process.kill(to === "group" ? -npm.pid : npm.pid, signal);
    await until("the port to be free", () => isGone(url), goneDeadlineMs);
    await within("npm to end", npm.ended, goneDeadlineMs);
    expect(await countedAfterRestart(runtime, folder)).toBe(sentCount);
  });

  test("prints commands that work when pasted", async () => {
    const npm = startWithNpm("start:node", temporaryFolder(), { EDGEWATCH_TOKEN: "" });
    const lines = (await npm.hints).split("\n").map((line) => line.trim());
    const secret = lines.find((line) => line.startsWith("export EDGEWATCH_TOKEN="));
    const questions = lines.filter((line) => line.startsWith("curl "));
    expect(questions.length).toBeGreaterThan(3);
    for (const question of questions) {
      expect(await shell(`${secret}; ${question} --fail --silent --show-error`), question).toBe(0);
    }
  });
});

test("start tells that its port is in use", async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { code, output } = await runScript("start.ts", ["node"], { PORT: String(port) });
  expect(output).toContain(`127.0.0.1:${port}: another program uses that port`);
  expect(code).toBe(1);
});

test.each([
  [[], {}],
  [["perl"], {}],
  [["node", "--verbose"], {}],
  [["node"], { PORT: "eighty" }],
  [["node"], { PORT: "65536" }],
])("start refuses the arguments %j with %j", async (args, env) => {
  const { code, output } = await runScript("start.ts", args, env);
  expect(output).toMatch(/Usage: node scripts\/start.ts|PORT must be/);
  expect(code).toBe(2);
});

async function sendOrders(url: URL): Promise<void> {
  for (let sent = 0; sent < sentCount; sent++) await send(url, { path: "/orders" });
}

async function countedAfterRestart(runtime: Runtime, folder: string): Promise<number> {
  return (await countedByUsage(await startOrders(runtime, folder), 0)).total;
}

/** Tells whether nobody listens there any more; a request would be counted, or keep the server alive. */
function isGone(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(url.port), url.hostname);
    socket.once("connect", () => resolve(false)).once("error", () => resolve(true));
    socket.once("connect", () => socket.destroy());
  });
}

function shell(command: string): Promise<number | null> {
  return new Promise((resolve) => {
    spawn("sh", ["-c", command], { stdio: "ignore" }).once("close", resolve);
  });
}

interface NpmRun {
  readonly pid: number;
  /** What is printed when the server answers. */
  readonly hints: Promise<string>;
  readonly ended: Promise<unknown>;
}

/** Runs an npm script in a process group of its own, as a terminal does. */
function startWithNpm(script: string, dataDir: string, env: Record<string, string> = {}): NpmRun {
  const child = spawn("npm", ["run", script], {
    cwd: projectRoot,
    detached: true,
    env: { ...process.env, EDGEWATCH_TOKEN: token, PORT: "0", EDGEWATCH_DATA_DIR: dataDir, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const hints = new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("npm run traffic")) resolve(text);
    });
    child.once("close", () => reject(new Error(`npm run ${script} ended: ${text}`)));
  });
  const ended = new Promise((resolve) => {
    child.once("close", resolve);
  });
  const pid = child.pid ?? 0;
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-pid, "SIGTERM");
    await within("npm to end", ended, goneDeadlineMs);
  });
  return { pid, hints: within("the address", hints, 60_000), ended };
}
