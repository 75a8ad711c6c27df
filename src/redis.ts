export type { RedisClient } from "./store/redis-connection.ts";
export {
  redisStore,
  type RedisAddress,
  type RedisStore,
  type RedisStoreOptions,
} from "./store/redis-store.ts";
