/** A function that receives events or log records. */
export type Sink<T> = (value: T) => void;

/**
 * Hands each value to every sink; one that throws is isolated and reported through `onFailure`.
 *
 * Async functions are sinks as well: their rejections are caught too.
 */
export function fanOut<T>(sinks: readonly Sink<T>[], onFailure: (error: unknown) => void): Sink<T> {
  return (value) => {
    for (const sink of sinks) {
      try {
        const result: unknown = sink(value);
        if (result instanceof Promise) result.catch(onFailure);
      } catch (error) {
        onFailure(error);
      }
    }
  };
}
