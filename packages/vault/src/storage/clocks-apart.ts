/** Clocks of machines that share a database agree to within this. Milliseconds. */
export const CLOCKS_APART = 3000
