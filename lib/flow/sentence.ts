// Sentences in pieces, so that a page can set the names in them apart.

/** A piece of a sentence; `strong` pieces are the names one looks for: ends, ports, policies. */
export interface SentencePart {
  readonly text: string;
  readonly strong: boolean;
}

export type Sentence = readonly SentencePart[];
export type Told = string | Sentence;

/** Template text as it is, values as strong pieces; values that are pieces already are taken over. */
export function say(texts: TemplateStringsArray, ...values: readonly Told[]): SentencePart[] {
  return texts.flatMap((text, index) => {
    const value = values[index] ?? '';
    const after = typeof value === 'string' ? [{ text: value, strong: true }] : value;
    return [{ text, strong: false }, ...after].filter((part) => part.text !== '');
  });
}

export function plain(text: string): SentencePart[] {
  return text === '' ? [] : [{ text, strong: false }];
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly Told[], last = 'and'): SentencePart[] {
  return parts.flatMap((part, index) => {
    const before = index === 0 ? '' : index === parts.length - 1 ? ` ${last} ` : ', ';
    return [...plain(before), ...(typeof part === 'string' ? say`${part}` : part)];
  });
}

export function sentenceText(sentence: Sentence): string {
  return sentence.map(({ text }) => text).join('');
}
