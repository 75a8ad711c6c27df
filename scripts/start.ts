/**
 * Serves the orders example on one runtime until it is told to end: `node scripts/start.ts workerd|deno|bun|node`.
 *
 * PORT (8787; 0 takes a free one), EDGEWATCH_TOKEN (a new one is made and printed) and EDGEWATCH_DATA_DIR
 * (.edgewatch) are honoured. A parent with an IPC channel is told the port and the server's process group, and we end
 * when it does.
 */
import process from "node:process";
import { buildIfNeeded } from "./start/build.ts";
import { flushServer } from "./start/flush.ts";
import { startGuarded } from "./start/guarded-server.ts";
import { formatHints } from "./start/hints.ts";
import { onParentGone } from "./start/parent.ts";
import { reservePort } from "./start/port.ts";
import { readSettings } from "./start/settings.ts";

/** What a parent process is told when the server answers. */
export interface ReadyMessage {
  readonly port: number;
  readonly group: number | undefined;
}

const startDeadlineMs = 60_000;

const exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return error instanceof RangeError ? 2 : 1;
});
process.exit(exitCode);

async function main(): Promise<number> {
  const asked = readSettings(process.argv.slice(2), process.env);
  buildIfNeeded();
  const settings = { ...asked, port: await reservePort(asked.port) };

  const server = startGuarded(settings);
  let hasAnswered = false;
  let isStopping = false;
  function stop(): void {
    isStopping = true;
    server.stop({ flush: hasAnswered });
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  process.once("disconnect", stop);
  onParentGone(stop);

  const ended = new AbortController();
  void server.ended.then(() => ended.abort());
  // A flush is a question that only our own server answers well: it knows the token.
  const failure = await flushServer(settings, startDeadlineMs, ended.signal);
  if (failure === undefined) {
    hasAnswered = true;
    console.log(formatHints(settings));
    const ready: ReadyMessage = { port: settings.port, group: server.group() };
    process.send?.(ready);
  } else if (!isStopping && !ended.signal.aborted) {
    console.error(`Cannot reach the server after ${startDeadlineMs / 1_000} s: ${failure}`);
    stop();
    await server.ended;
    return 1;
  }
  return await server.ended;
}
