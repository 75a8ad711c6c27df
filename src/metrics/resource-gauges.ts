import type { Gauge } from "./exposition.ts";
import type { Figure } from "./figure.ts";
import type { ResourceSample } from "./resources.ts";

type Described = Pick<Gauge, "name" | "help" | "unit" | "kind">;

/** Tells a scraper what the process that answers uses; what is not known is left out. */
export function resourceGauges(sample: ResourceSample): Gauge[] {
  const { memory, cpu, eventLoopLagMs, uptimeSeconds, load1, disk } = sample;
  return [
    ...gauge(memory.rssBytes, {
      name: "process_resident_memory_bytes",
      help: "Resident memory of the process that answered.",
      unit: "bytes",
    }),
    ...gauge(memory.heapUsedBytes, {
      name: "process_heap_used_bytes",
      help: "JavaScript heap in use in the process that answered.",
      unit: "bytes",
    }),
    ...gauge(memory.limitBytes, {
      name: "process_memory_limit_bytes",
      help: "Memory that the process that answered may use.",
      unit: "bytes",
    }),
    ...gauge(cpu.seconds, {
      name: "process_cpu_seconds_total",
      help: "CPU time of the process that answered.",
      unit: "seconds",
      kind: "counter",
    }),
    ...gauge(
      eventLoopLagMs,
      {
        name: "process_event_loop_lag_seconds",
        help: "By how much timers were late at the worst, in the last 10 to 20 s.",
        unit: "seconds",
      },
      0.001,
    ),
    ...gauge(uptimeSeconds, {
      name: "process_uptime_seconds",
      help: "Time since the process that answered began.",
      unit: "seconds",
    }),
    ...gauge(load1, {
      name: "system_load1",
      help: "Load of the machine, on average over a minute.",
    }),
    ...gauge(disk.freeBytes, {
      name: "edgewatch_disk_free_bytes",
      help: "Room on the disk of the data directory.",
      unit: "bytes",
    }),
    ...gauge(disk.totalBytes, {
      name: "edgewatch_disk_size_bytes",
      help: "Size of the disk of the data directory.",
      unit: "bytes",
    }),
  ];
}

function gauge({ value }: Figure, described: Described, scale = 1): Gauge[] {
  return value === undefined ? [] : [{ ...described, value: value * scale }];
}
