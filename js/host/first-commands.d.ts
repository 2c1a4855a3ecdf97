/** The module of this name in `scripts/split/`, by which the engine is split, too. */

/** The commands of the engine's first part, with their subcommands. */
export declare const FIRST: readonly string[];
/** The subcommands of them that are in the rest. */
export declare const NOT_FIRST: readonly string[];
