// Base64url leaves bits over at the end of a part: several texts stand for the same bytes. Of tokens only one counts.

/** Whether no part, between dots, could be spelt otherwise: a text that was changed anywhere is then another token. */
export const isOneSpelling = (text: string): boolean =>
  text.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
