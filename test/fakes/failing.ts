/** A function that throws, in place of one that works. */
export function failing(error: unknown): () => never {
  return () => {
    throw error;
  };
}
