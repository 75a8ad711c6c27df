import { afterAll } from "vitest";
import { redisStore } from "../../src/store/redis-store.ts";
import { epochMs } from "../contracts/batches.ts";
import { describeStore } from "../contracts/store.ts";
import { FakeClock } from "../fakes/fake-clock.ts";
import { RedisServer } from "../redis/redis-server.ts";
import { UpstashProxy } from "../redis/upstash-proxy.ts";

const server = await RedisServer.start();
const proxy = await UpstashProxy.start(server);
let prefixes = 0;

afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

describeStore("redisStore()", () =>
  redisStore(proxy.address, { prefix: `test${prefixes++}`, clock: new FakeClock(epochMs) }),
);
