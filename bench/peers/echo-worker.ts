/** The worker of echo.ts: answers with so many bytes. */
self.onmessage = ({ data }: MessageEvent<{ bytes: Uint8Array; answer: number }>) => {
  self.postMessage(new Uint8Array(data.answer));
};
