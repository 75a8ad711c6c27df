import { createServer } from "node:net";
import { reasonOf } from "./reason.ts";

/** Returns `port`, or a free one where it is 0; throws where something else listens on it. */
export async function reservePort(port: number): Promise<number> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
  } catch (error) {
    throw new Error(`Cannot listen on 127.0.0.1:${port}: ${explain(error)}`, { cause: error });
  }
  const address = probe.address();
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  return typeof address === "object" && address !== null ? address.port : port;
}

function explain(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  if (code === "EADDRINUSE") return "another program uses that port. Set PORT to a free one";
  return reasonOf(error);
}
