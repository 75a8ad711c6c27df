import type { ErrorFacts } from "./describe-failure.ts";

/** What Node, undici and Bun put into `code`. */
const networkCodes =
  /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|NOTFOUND|AI_(?:AGAIN|FAIL|NODATA)|PIPE|PROTO|(?:HOST|NET)(?:UNREACH|DOWN))|UND_ERR_(?:SOCKET|RESPONSE\w{0,40}|REQ_RETRY|CLOSED|DESTROYED)|HPE_\w{1,40}|CERT_\w{1,40}|ERR_(?:TLS|SSL)_\w{1,80}|UNABLE_TO_\w{1,40}|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT\w{0,20}|ConnectionRefused|ConnectionClosed|FailedToOpenSocket|TooManyRedirects)$/;
/** What Node (22), Deno (2.9), Bun (1.4) and workerd (2026-11) say when `fetch` fails, or the body of its response. */
const networkMessages =
  /^(?:fetch failed$|Fetch failed: |terminated$|Network connection lost\.$|Too many redirects\.|error (?:sending request|reading a body from connection)|client error \(|getaddrinfo |E(?:CONNREFUSED|CONNRESET|NOTFOUND|PIPE): |TooManyRedirects: |connection (?:closed|reset|refused)|Connection (?:reset|refused|closed) by peer)|pass `verbose: true` in the second argument to fetch\(\)$/;
const timeoutCodes = /^(?:E(?:SOCKET)?TIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/;
const timeoutTypes = /^(?:TimeoutError|ConnectTimeoutError|ConnectionTimeoutError)$/;
/** The classes of @upstash/redis, node-redis and ioredis. */
const redisTypes =
  /^(?:Upstash(?:JSONParse)?Error|UpstashJSONParseError|ReplyError|SimpleError|(?:Multi|Simple)?ErrorReply|ClientClosedError|ClientOfflineError|DisconnectsClientError|SocketClosedUnexpectedlyError|MaxRetriesPerRequestError|ClusterAllFailedError|RedisError)$/;
/** What a Redis server says while it starts, moves or is full of work. */
const redisPasses =
  /(?:^|[ :])(?:LOADING|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|READONLY|BUSY)\b|max(?: daily)? request/i;

/** Tells whether a connection to somewhere else failed: a name, a socket, TLS, or the answer's end. */
export function isNetworkFailure({ type, code, message }: ErrorFacts): boolean {
  if (code !== undefined && networkCodes.test(code)) return true;
  if (type === "NetworkError") return true;
  return /^(?:Type)?Error$/.test(type) && networkMessages.test(message);
}

/** Tells whether something took too long, by a signal or by a client's own limit. */
export function isTimeout({ type, code }: ErrorFacts): boolean {
  return timeoutTypes.test(type) || (code !== undefined && timeoutCodes.test(code));
}

/** Tells whether a Redis client or server failed. */
export function isRedisFailure({ type }: ErrorFacts): boolean {
  return redisTypes.test(type);
}

/** Tells whether the Redis server may do the same command later. */
export function isPassingRedisFailure({ type, message }: ErrorFacts): boolean {
  return (
    /^(?:Client|Socket|Disconnects|MaxRetries|Cluster)/.test(type) || redisPasses.test(message)
  );
}
