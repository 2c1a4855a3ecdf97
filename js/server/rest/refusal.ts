/** The refusal of a request: an HTTP status and the text of `{"error": ...}`. */

export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
