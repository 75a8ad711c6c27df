import { env } from "cloudflare:workers";
import { durableObjectStore } from "../../src/store/durable-object-store.ts";
import { describeAnswers } from "../contracts/answers.ts";

describeAnswers("durableObjectStore()", () =>
  durableObjectStore(env.EDGEWATCH, { name: `answers ${crypto.randomUUID()}`, shards: 3 }),
);
