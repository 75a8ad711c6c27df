import { afterAll } from "vitest";
import { redisStore } from "../../src/store/redis-store.ts";
import { sqliteStore } from "../../src/store/sqlite-store.ts";
import { describeAnswers } from "../contracts/answers.ts";
import { RedisServer } from "../redis/redis-server.ts";
import { UpstashProxy } from "../redis/upstash-proxy.ts";

const server = await RedisServer.start();
const proxy = await UpstashProxy.start(server);

afterAll(async () => {
  await proxy.stop();
  await server.stop();
});

describeAnswers("sqliteStore()", (clock) => sqliteStore(":memory:", { clock }));
describeAnswers("redisStore()", (clock) => redisStore(proxy.address, { clock }));
