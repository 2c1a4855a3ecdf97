/** What a request is refused with: a status of HTTP and the text of `{"error": ...}`. */

export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
