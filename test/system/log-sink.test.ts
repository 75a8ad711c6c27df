import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { until } from "./deadline.ts";
import { startOrders, temporaryFolder, type OrdersServer } from "./orders-server.ts";

const requests = 150;
/** How much slower the median may be: far below what waiting for the receiver would take, and above the noise. */
const toleratedFactor = 2;
const toleratedMs = 10;

test("on workerd, a log receiver that never answers delays nobody", async () => {
  const receiver = await startHangingReceiver();
  const plain = await startOrders("workerd", temporaryFolder());
  const hanging = await startOrders("workerd", temporaryFolder(), onTestFinished, {
    LOG_URL: `http://127.0.0.1:${receiver.port}/ingest`,
  });
  const times = { plain: [] as number[], hanging: [] as number[] };
  for (let i = 0; i < requests; i++) {
    times.plain.push(await timeOf(plain));
    times.hanging.push(await timeOf(hanging));
  }
  await until("lines to be sent", () => receiver.connections() > 0, 20_000);
  expect(median(times.hanging)).toBeLessThan(median(times.plain) * toleratedFactor + toleratedMs);
});

async function timeOf(server: OrdersServer): Promise<number> {
  const startMs = performance.now();
  const response = await fetch(new URL("/orders/1", server.url));
  await response.text();
  expect(response.status).toBe(200);
  return performance.now() - startMs;
}

async function startHangingReceiver(): Promise<{ readonly port: number; connections(): number }> {
  let accepted = 0;
  const server = createServer((socket) => {
    accepted++;
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connections: () => accepted };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
