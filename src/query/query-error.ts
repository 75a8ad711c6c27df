/** A query that cannot be answered as it was asked; names the parameter at fault. */
export class QueryError extends Error {
  override readonly name = "QueryError";
  readonly parameter: string;

  constructor(parameter: string, message: string) {
    super(message);
    this.parameter = parameter;
  }
}
