const longMs = 60_000;

/** Keeps a server process alive while `work` goes on: the timers of the clock do not. */
export async function stayAlive<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => {}, longMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
