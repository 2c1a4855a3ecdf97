/** What a browser grants an origin: how much it may store, and whether the browser may delete it. */

/** The storage of an origin. */
export interface Estimate {
  /** How many bytes the origin may store, in all its databases. */
  quota?: number | undefined;
  /** How many bytes it has stored. */
  usage?: number | undefined;
  /** Whether the browser keeps them when the disk is nearly full. */
  persisted: boolean;
}

const storage = (): StorageManager | undefined => (typeof navigator === "undefined" ? undefined : navigator.storage);

const no = () => false;

/**
 * How much may be stored, and how much is. Outside of browsers nothing is known, and nothing evicted; a
 * frame without an origin stores nothing.
 */
export async function estimate(): Promise<Estimate> {
  const { quota, usage } =
    (await storage()
      ?.estimate?.()
      .catch(() => undefined)) ?? {};
  return { quota, usage, persisted: (await storage()?.persisted?.().catch(no)) ?? true };
}

/** Asks the browser never to delete what the origin stores; returns whether it agreed. It may ask the user. */
export async function persist(): Promise<boolean> {
  return (await storage()?.persist?.().catch(no)) ?? true;
}

/** The estimate as lines of INFO: as it was when they were last asked for, as INFO can't wait. */
export function figures(): () => string {
  let text = "";
  const refresh = async () => {
    const { quota, usage, persisted } = await estimate();
    text = `storage_quota:${quota ?? ""}\r\nstorage_usage:${usage ?? ""}\r\nstorage_persisted:${Number(persisted)}\r\n`;
  };
  const begin = () => {
    refresh().catch(() => {});
    return text;
  };
  begin();
  return begin;
}
