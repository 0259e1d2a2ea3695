// What a frozen view takes in memory once it is opened: what is frozen is to be opened again.

/** Measured on Node 20, as for rollups and logs that take flows in. */
export const bytesPerRow = 800;
export const bytesPerCount = 218;
/** Beside its text. */
export const bytesPerFlow = 64;
