/** What an import reads. */

/** What an import reads: a SQLite file, whole or as a stream. */
export type ImportSource = Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** A source as a stream. */
export function streamOf(source: ImportSource): ReadableStream<Uint8Array> {
  if (source instanceof ReadableStream) return source;
  if (source instanceof Blob) return source.stream();
  if (!(Symbol.asyncIterator in source)) return new Response(source as BodyInit).body as ReadableStream<Uint8Array>;
  const parts = source[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await parts.return?.()),
  });
}
