// Tells a pasted `hubble observe …` command from a filter, without the code that reads one.

/** Whether a text is worth giving to `parseCommand`. */
export const isCommand = (text: string): boolean =>
  /(?:^|[\s/])hubble\s+(?:-\S+\s+(?:\S+\s+)?)*observe\b/.test(text.slice(0, longestHead));

const longestHead = 1024;
