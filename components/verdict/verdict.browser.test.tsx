import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { verdicts } from '@/lib/flow/flow';
import { edgeStates } from '@/lib/graph/graph';
import { edgeTone, tones, verdictTone, verdictWord } from './tone';
import { VerdictGlyph, VerdictLabel } from './verdict';

afterEach(cleanup);

describe('a verdict on screen', () => {
  it('gives every known verdict a tone and a word of its own', () => {
    expect(new Set(verdicts.map(verdictWord)).size).toBe(verdicts.length);
    for (const verdict of verdicts) expect(tones).toContain(verdictTone(verdict));
  });

  it('keeps the number of a verdict this version does not know', () => {
    render(<VerdictLabel verdict="12" />);
    expect(screen.getByText('verdict 12').dataset.tone).toBe('other');
  });

  it('does not take a property of Object for a verdict', () => {
    expect(verdictTone('constructor')).toBe('other');
    expect(verdictWord('toString')).toBe('verdict toString');
  });

  it('paints only refused edges in the tone of a drop', () => {
    expect(edgeStates.filter((state) => edgeTone(state) === 'dropped')).toEqual(['partly', 'denied']);
  });

  it('draws six different shapes, all hidden from screen readers', () => {
    const { container } = render(tones.map((tone) => <VerdictGlyph key={tone} tone={tone} />));
    const drawn = [...container.querySelectorAll('svg')];
    expect(new Set(drawn.map((svg) => svg.innerHTML)).size).toBe(tones.length);
    expect(drawn.every((svg) => svg.getAttribute('aria-hidden') === 'true')).toBe(true);
  });

  it('says the word beside the glyph', () => {
    render(<VerdictLabel verdict="DROPPED" />);
    expect(screen.getByText('dropped')).toBeTruthy();
  });
});
