// One setting, and what many are read as.

/** A value and the variable it came from, so that a mistake names what the person wrote. */
export interface Setting {
  readonly name: string;
  readonly text: string;
  readonly given: boolean;
}

export function readBoolean({ name, text }: Setting, problems: string[]): boolean {
  if (/^(true|1|t|yes|on)$/i.test(text)) return true;
  if (/^(false|0|f|no|off)$/i.test(text)) return false;
  problems.push(`${name}: "${text}" is neither true nor false.`);
  return false;
}
