/** The folder of the tools and runtimes that scripts/setup.sh installed. */
export const TOOLS = new URL("../../.cache/apps/", import.meta.url).pathname;
