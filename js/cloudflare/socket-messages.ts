/**
 * The messages between an object and a client over a WebSocket. From the client: frames. From the object:
 * the first byte says what follows. Frames are answered in order; messages may come in between.
 */

/** The frame of the replies to the longest waiting frame. */
export const REPLIES = 0;
/** Messages and deferred replies. */
export const VALUES = 1;
/** The longest waiting frame was not understood, and why. */
export const FAILED = 2;

/** The header by which a client asks for the session that it was invited to. */
export const INVITATION = "redlet-invitation";
