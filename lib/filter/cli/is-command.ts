// Tells a pasted `hubble observe …` command from a filter, without the code that reads one.

/** Whether a text is worth giving to `parseCommand`. Looks at its beginning alone, at each word a bounded number of times. */
export function isCommand(text: string): boolean {
  const words = text.slice(0, longestHead).split(/[\s'";&|()]+/);
  let program = false;
  let before = '';
  for (const word of words) {
    if (program && word === 'observe') return true;
    // Between the two stand flags, and after a flag perhaps its value.
    program = isHubble(word) || (program && (word.startsWith('-') || before.startsWith('-')));
    before = word;
  }
  return false;
}

const longestHead = 1024;

/** The program's name, with or without where it is. */
export const isHubble = (word: string): boolean => word === 'hubble' || word.endsWith('/hubble');
