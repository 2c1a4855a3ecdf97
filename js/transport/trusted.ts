/**
 * Trusted Types: where a page takes no plain text for the address of a script, a worker's has to come
 * from a policy. Ours is `redlet`; it is for the addresses that this package makes, and nobody else has it.
 */

interface Policy {
  createScriptURL(url: string): string;
}

const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
let policy: Policy | undefined;

/** An address as such pages take it; to the types it is the text still. */
export function trusted(url: string): string {
  try {
    policy ??= trustedTypes?.createPolicy("redlet", { createScriptURL: (url) => url });
  } catch {
    // The page's list of policies lacks it. Perhaps its default policy lets the address pass.
  }
  return policy ? policy.createScriptURL(url) : url;
}
