/** How often a host can dial one address and be the first to close. */

/** Linux hands out ports 32768 to 60999; others have fewer. */
const PORTS = 28_000;
/** Whoever sends the first FIN keeps the pair of addresses and ports so long, seconds (RFC 9293, section 3.6.1; Linux: 60 s, fixed). */
const TIME_WAIT = 60;

/** Connections a second, on and on, to one address and port. */
export const sustainedDials = Math.floor(PORTS / TIME_WAIT);
