/* The plane and the pictures of it. */

/** The plane reaches from -EDGE to EDGE on both axes. */
export const EDGE = 3;

/** How many values the pictures of the plane have on each side. */
export const SIDE = 40;
