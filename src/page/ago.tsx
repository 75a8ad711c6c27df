import type { JSX } from "preact";
import { useEffect, useReducer } from "preact/hooks";
import { useFormat } from "./format.ts";
import { useNow } from "./answer.ts";

export interface AgoProps {
  /** ISO 8601. */
  readonly time: string;
}

const redrawMs = 30_000;

/** A moment by how long it is ago, with its date for who asks. */
export function Ago({ time }: AgoProps): JSX.Element {
  const { ago, dateTime } = useFormat();
  const now = useNow();
  const [, redraw] = useReducer<number, void>((count) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => redraw(), redrawMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={time} title={dateTime(time)}>
      {ago(time, now())}
    </time>
  );
}
