/** Which of several objects has a key: Redis Cluster's hash slots, in equal ranges. */

/** How many slots there are. */
const SLOTS = 16_384;

/** The remainders of each byte for CRC-16 with the polynomial 0x1021, which Redis Cluster takes. */
const REMAINDERS = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The slot of a key. Of a key with a tag, `{...}` with something in it, the tag alone counts. */
export function slotOf(key: Uint8Array): number {
  const open = key.indexOf(OPEN);
  const close = open < 0 ? -1 : key.indexOf(CLOSE, open + 1);
  const tagged = close > open + 1 ? key.subarray(open + 1, close) : key;
  let crc = 0;
  for (const byte of tagged) crc = ((crc << 8) & 0xffff) ^ (REMAINDERS[(crc >> 8) ^ byte] as number);
  return crc % SLOTS;
}

/** The object that has a slot. */
export function objectOf(slot: number, objects: number): number {
  return Math.floor((slot * objects) / SLOTS);
}
