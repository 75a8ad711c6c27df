import { describe, expect, test } from "vitest";
import { BoundedQueue, type QueueItem, type QueueLimits } from "../../src/core/bounded-queue.ts";
import { effort } from "../fakes/effort.ts";
import { createRandom } from "../fakes/random.ts";

const everything: QueueLimits = { maxRecords: Infinity, maxBytes: Infinity };

describe("BoundedQueue", () => {
  test("gives items in the order of arrival, precious ones too", () => {
    const queue = new BoundedQueue({ maxRecords: 10, maxBytes: 100 });
    for (let sequence = 1; sequence <= 6; sequence++)
      queue.push(item(sequence, 1, sequence % 3 === 0));
    expect(queue.oldest?.sequence).toBe(1);
    expect(sequences(queue.take({ maxRecords: 4, maxBytes: 100 }))).toEqual([1, 2, 3, 4]);
    expect(sequences(queue.take(everything))).toEqual([5, 6]);
    expect(queue).toMatchObject({ records: 0, bytes: 0, oldest: undefined });
  });

  test("takes no more records and no more bytes than asked for", () => {
    const queue = new BoundedQueue({ maxRecords: 10, maxBytes: 100 });
    for (let sequence = 1; sequence <= 4; sequence++) queue.push(item(sequence, 10));
    expect(sequences(queue.take({ maxRecords: 9, maxBytes: 25 }))).toEqual([1, 2]);
    expect(sequences(queue.take({ maxRecords: 1, maxBytes: 25 }))).toEqual([3]);
    expect(queue.take({ maxRecords: 9, maxBytes: 9 })).toEqual([]);
    expect(queue).toMatchObject({ records: 1, bytes: 10 });
  });

  test("drops the oldest when there are too many records", () => {
    const queue = new BoundedQueue({ maxRecords: 3, maxBytes: 100 });
    const dropped = [1, 2, 3, 4, 5].map((sequence) => queue.push(item(sequence, 1)));
    expect(dropped).toEqual([0, 0, 0, 1, 1]);
    expect(sequences(queue.take(everything))).toEqual([3, 4, 5]);
  });

  test("drops as many as it takes when there are too many bytes", () => {
    const queue = new BoundedQueue({ maxRecords: 10, maxBytes: 10 });
    for (let sequence = 1; sequence <= 5; sequence++) queue.push(item(sequence, 2));
    expect(queue.push(item(6, 5))).toBe(3);
    expect(sequences(queue.take(everything))).toEqual([4, 5, 6]);
  });

  test("drops precious items last", () => {
    const queue = new BoundedQueue({ maxRecords: 3, maxBytes: 100 });
    queue.push(item(1, 1, true));
    queue.push(item(2, 1));
    queue.push(item(3, 1));
    expect(queue.push(item(4, 1, true))).toBe(1);
    expect(queue.push(item(5, 1, true))).toBe(1);
    expect(sequences(queue.take(everything))).toEqual([1, 4, 5]);
  });

  test("drops a plain item at once when there is nothing but precious ones", () => {
    const queue = new BoundedQueue({ maxRecords: 2, maxBytes: 100 });
    queue.push(item(1, 1, true));
    queue.push(item(2, 1, true));
    expect(queue.push(item(3, 1))).toBe(1);
    expect(queue.push(item(4, 1, true))).toBe(1);
    expect(sequences(queue.take(everything))).toEqual([2, 4]);
  });

  test("does not let in what would not fit into an empty queue", () => {
    const queue = new BoundedQueue({ maxRecords: 10, maxBytes: 10 });
    queue.push(item(1, 10));
    expect(queue.push(item(2, 11))).toBe(1);
    expect(sequences(queue.take(everything))).toEqual([1]);
  });

  test("clear() drops everything and tells how much", () => {
    const queue = new BoundedQueue({ maxRecords: 10, maxBytes: 100 });
    queue.push(item(1, 1));
    queue.push(item(2, 1, true));
    expect(queue.clear()).toBe(2);
    expect(queue).toMatchObject({ records: 0, bytes: 0, oldest: undefined });
    queue.push(item(3, 4));
    expect(queue).toMatchObject({ records: 1, bytes: 4 });
  });

  test("does as a plain list would, whatever is done with it", () => {
    for (let seed = 1; seed <= effort(20, 1_000); seed++) compareWithList(seed);
  }, 120_000);

  test("stays as fast when it overflows all the time", () => {
    const queue = new BoundedQueue({ maxRecords: 10_000, maxBytes: Infinity });
    let dropped = 0;
    for (let sequence = 1; sequence <= 500_000; sequence++) {
      dropped += queue.push(item(sequence, 1, sequence % 100 === 0));
    }
    expect(dropped).toBe(490_000);
    expect(queue.records).toBe(10_000);
  });
});

function compareWithList(seed: number): void {
  const random = createRandom(seed);
  const limits = { maxRecords: 1 + Math.floor(random() * 40), maxBytes: 20 + random() * 400 };
  const queue = new BoundedQueue(limits);
  let list: QueueItem[] = [];
  for (let sequence = 1; sequence <= 500; sequence++) {
    const added = item(sequence, 1 + Math.floor(random() * 30), random() < 0.2);
    const before = list.length;
    if (added.bytes <= limits.maxBytes) list = bounded([...list, added], limits);
    expect(queue.push(added)).toBe(before + 1 - list.length);
    if (random() < 0.1) {
      const count = Math.floor(random() * 30);
      const taken = queue.take({ maxRecords: count, maxBytes: Infinity });
      expect(sequences(taken)).toEqual(sequences(list.splice(0, count)));
    }
    expect(queue.records).toBe(list.length);
    expect(queue.bytes).toBe(bytesOf(list));
    expect(queue.oldest).toBe(list[0]);
  }
}

function bounded(list: readonly QueueItem[], limits: QueueLimits): QueueItem[] {
  const rest = [...list];
  while (rest.length > limits.maxRecords || bytesOf(rest) > limits.maxBytes) {
    const index = rest.findIndex(({ isPrecious }) => !isPrecious);
    rest.splice(Math.max(0, index), 1);
  }
  return rest;
}

function bytesOf(items: readonly QueueItem[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0);
}

function item(sequence: number, bytes: number, isPrecious = false): QueueItem {
  return { sequence, bytes, isPrecious };
}

function sequences(items: readonly QueueItem[]): number[] {
  return items.map(({ sequence }) => sequence);
}
