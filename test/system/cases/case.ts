import type { WireRequest } from "../http-client.ts";

/** A request that every server has to answer alike, and what makes it worth sending. */
export interface Case extends WireRequest {
  readonly name: string;
  readonly status: number;
}
