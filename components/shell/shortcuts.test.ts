import { describe, expect, it } from 'vitest';
import { actionOf, type Press } from './shortcuts';

const press = (key: string, part: Partial<Press> = {}): Press => ({
  key,
  modified: false,
  alt: false,
  typing: false,
  onControl: false,
  ...part,
});

describe('keys of the shell', () => {
  it('takes a letter for what it stands for, whatever its case', () => {
    expect(actionOf(press('t'), null).action).toBe('theme');
    expect(actionOf(press('T'), null).action).toBe('theme');
    expect(actionOf(press('?'), null).action).toBe('keys');
    expect(actionOf(press('Escape'), null).action).toBe('close');
  });

  it('waits for the second letter of a sequence', () => {
    const first = actionOf(press('g'), null);
    expect(first).toEqual({ action: null, pending: 'G' });
    expect(actionOf(press('d'), first.pending)).toEqual({ action: 'drops', pending: null });
  });

  it('takes the second letter for itself when it ends no sequence', () => {
    expect(actionOf(press('t'), 'G').action).toBe('theme');
  });

  it('leaves keys to fields, to modifiers and to the browser', () => {
    expect(actionOf(press('t', { typing: true }), null).action).toBeNull();
    expect(actionOf(press('l', { modified: true }), null).action).toBeNull();
    expect(actionOf(press('Enter'), null).action).toBeNull();
  });

  it('knows keys that are pressed with Alt, and leaves the others', () => {
    expect(actionOf(press('c', { alt: true }), null).action).toBe('columns');
    expect(actionOf(press('t', { alt: true }), null).action).toBeNull();
    expect(actionOf(press('c'), null).action).toBeNull();
    expect(actionOf(press('c', { alt: true, typing: true }), null).action).toBeNull();
  });

  it('leaves the space bar to a button that has the focus', () => {
    expect(actionOf(press(' '), null).action).toBe('pause');
    expect(actionOf(press(' ', { onControl: true }), null).action).toBeNull();
  });
});
