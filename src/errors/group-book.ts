import type { GroupKey, GroupTally } from "../core/error-group.ts";
import { formatGroupKey } from "../core/error-group.ts";
import type { CapturedError } from "./captured-error.ts";
import { hashConsumer } from "./hash-consumer.ts";
import { toSample } from "./failure-sample.ts";

/** Groups whose failures an isolate counts for itself; the one heard of longest ago makes room. */
const maxGroups = 500;
/** A group that goes on failing is told in full at least this often. */
const tellEveryMs = 60_000;

interface Heard {
  count: number;
  toldMs: number;
}

/**
 * Turns failures into what frames count, and tells some of them in full: the 1st, 2nd, 5th, 10th, 20th, … of a group in this
 * isolate, and one a minute. A flood then costs a batch no more than a number.
 */
export class GroupBook {
  readonly #heard = new Map<string, Heard>();

  tally(error: CapturedError): readonly [GroupKey, GroupTally] {
    const { group, place, timeMs } = error;
    const isTold = this.#isTold(group.id, timeMs);
    const sample = isTold ? toSample(error) : undefined;
    const consumers = place.consumer === undefined ? [] : [hashConsumer(place.consumer)];
    const tally: GroupTally = {
      count: 1,
      firstMs: timeMs,
      lastMs: timeMs,
      consumers,
      ...(sample === undefined ? {} : { first: sample, last: sample }),
    };
    return [formatGroupKey(group.id, place.service, place.release ?? ""), tally];
  }

  #isTold(id: string, timeMs: number): boolean {
    const heard = this.#heard.get(id) ?? { count: 0, toldMs: -Infinity };
    this.#heard.delete(id);
    this.#heard.set(id, heard);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > maxGroups && oldest !== undefined) this.#heard.delete(oldest);
    heard.count++;
    const isTold = isOnLadder(heard.count) || timeMs - heard.toldMs >= tellEveryMs;
    if (isTold) heard.toldMs = timeMs;
    return isTold;
  }
}

/** 1, 2, 5, 10, 20, 50, 100, … */
function isOnLadder(count: number): boolean {
  const power = 10 ** Math.floor(Math.log10(count));
  return [1, 2, 5].includes(count / power);
}
