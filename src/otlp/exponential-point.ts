import { durationsAt, bucketsAt, type SeriesValue } from "../core/frame.ts";
import { metricScale } from "../core/metric.ts";

/** 2^5 buckets an octave, as frames have them. */
const scale = 5;
/** What is smaller counts as zero: the lower bound of the first bucket. */
const zeroThreshold = 2 ** -20;

/** Writes the values of a series as an OTLP ExponentialHistogramDataPoint in JSON: bucket for bucket, nothing is lost. */
export function formatExponentialPoint(
  attributesText: string,
  timesText: string,
  value: SeriesValue,
): string {
  const zeroCount = value[durationsAt + 1] ?? 0;
  const sum = (value[durationsAt] ?? 0) / metricScale;
  const offset = value[durationsAt + 2] ?? 0;
  let counts = "";
  let count = zeroCount;
  for (let at = bucketsAt; at < value.length; at++) {
    const inBucket = value[at] ?? 0;
    if (inBucket < 0) counts += `"0",`.repeat(-inBucket);
    else {
      counts += `"${inBucket}",`;
      count += inBucket;
    }
  }
  return (
    `{"attributes":${attributesText},${timesText},"count":"${count}","sum":${sum},"scale":${scale}` +
    `,"zeroCount":"${zeroCount}","zeroThreshold":${zeroThreshold}` +
    `,"positive":{"offset":${offset},"bucketCounts":[${counts.slice(0, -1)}]}}`
  );
}
