import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useRef, useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Filter } from '@/lib/filter/filter';
import { parseTokens } from '@/lib/filter/parse';
import { printFilter } from '@/lib/filter/print';
import type { Chips } from './chips';
import type { OnCommand } from './command';
import type { SeenValues, UseSeenValues } from './completions';
import { FilterBar } from './filter-bar';
import type { FilterLibrary } from './library';

// The test's browser has no layout, so nothing ever changes its size.
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe() {}
    disconnect() {}
  },
);

afterEach(cleanup);

const shop: SeenValues = {
  state: 'seen',
  more: false,
  values: [
    { value: 'shop', flows: 900, denials: 12 },
    { value: 'payments', flows: 90, denials: 0 },
  ],
};

interface BarProps {
  readonly start: Filter;
  readonly startOff: Filter;
  readonly onChange: (text: string) => void;
  readonly badText?: string;
  readonly useSeen: UseSeenValues;
}

const library: FilterLibrary = {
  quick: [{ label: 'Denied', q: 'verdict:denied' }],
  saved: [],
  recent: ['port:53', 'ns:shop'],
  kept: true,
  onSaved: () => {},
};

const onCommand = vi.fn<OnCommand>(() => '--last counts flows.');

function Bar({ start, startOff, onChange, badText, useSeen }: BarProps) {
  const [chips, setChips] = useState<Chips>({ on: start, off: startOff });
  const [saved, setSaved] = useState(library.saved);
  const inputRef = useRef<HTMLInputElement>(null);
  return (
    <FilterBar
      badText={badText}
      filter={chips.on}
      hidden={1_204}
      hiddenDenials={12}
      inputRef={inputRef}
      library={{ ...library, saved, onSaved: setSaved }}
      matched={52_298}
      off={chips.off}
      onChange={(next) => {
        setChips(next);
        onChange(printFilter(next.on));
      }}
      onCommand={onCommand}
      rangeNow={() => ({ words: 'Time: the last 15 min.', command: { from: '-15m', follow: true }, notes: [] })}
      useSeen={useSeen}
    />
  );
}

function show(text = '', badText?: string, seen: SeenValues = shop, off = '') {
  const onChange = vi.fn();
  const useSeen = vi.fn<UseSeenValues>((asked) => (asked?.key === 'ns' ? seen : { state: 'none' }));
  render(<Bar badText={badText} onChange={onChange} start={read(text)} startOff={read(off)} useSeen={useSeen} />);
  return { onChange, useSeen, user: userEvent.setup(), field: screen.getByRole('combobox', { name: 'Filter flows' }) };
}

function read(text: string): Filter {
  const parsed = parseTokens(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.filter;
}

const chip = (name: string) => screen.getByRole('button', { name: `Edit ${name}` });

const typed = (field: HTMLElement) => (field as HTMLInputElement).value;

describe('the filter bar', () => {
  it('shows each token in force, what matches and what is hidden', () => {
    show('ns:shop -proto:udp');
    expect(screen.getByRole('button', { name: 'Edit ns:shop' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Edit not proto:udp' })).toBeTruthy();
    expect(screen.getByText('52,298 flows')).toBeTruthy();
    expect(screen.getByText('1,204 flows hidden by filters')).toBeTruthy();
    expect(screen.getByText('12 denied flows hidden')).toBeTruthy();
  });

  it('takes a token at a blank, at Enter and when it is left', async () => {
    const { onChange, user, field } = show();
    await user.type(field, 'ns:shop ');
    expect(onChange).toHaveBeenLastCalledWith('ns:shop');
    await user.type(field, 'port:443{Enter}');
    expect(onChange).toHaveBeenLastCalledWith('ns:shop port:443');
    await user.type(field, 'cart');
    await user.tab();
    expect(onChange).toHaveBeenLastCalledWith('ns:shop port:443 cart');
  });

  it('keeps a blank inside quotes', async () => {
    const { onChange, user, field } = show();
    await user.type(field, '"two words"{Enter}');
    expect(onChange).toHaveBeenLastCalledWith('"two words"');
  });

  it('offers keys, then values seen in the view with their flows, and takes them with Tab', async () => {
    const { onChange, user, field } = show();
    await user.type(field, 'n');
    await user.tab();
    expect(typed(field)).toBe('ns:');
    const options = within(screen.getByRole('listbox')).getAllByRole('option');
    expect(options.map((option) => option.textContent)).toEqual(['shop12denied, 900', 'payments90']);
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(field.getAttribute('aria-activedescendant')).toBe(options[1]?.id);
    await user.tab();
    expect(onChange).toHaveBeenLastCalledWith('ns:payments');
  });

  it('asks for values beside the tokens in force, less the one that is rewritten', async () => {
    const { user, field, useSeen } = show('ns:shop port:443');
    const asked = () => {
      const last = useSeen.mock.lastCall?.[0];
      return last && { ...last, beside: printFilter(last.beside) };
    };
    await user.type(field, 'from.pod:ca');
    expect(asked()).toEqual({ key: 'pod', side: 'from', prefix: 'ca', beside: 'ns:shop port:443' });
    await user.clear(field);
    await user.keyboard('{Backspace}{Backspace}{Backspace}{Backspace}');
    expect(typed(field)).toBe('port:');
    expect(asked()).toEqual({ key: 'port', side: 'either', prefix: '', beside: 'ns:shop' });
  });

  it.each([
    [{ state: 'asking', values: [] }, 'Counting what is seen'],
    [{ state: 'seen', values: [], more: false }, 'Nothing seen is like this. Type it in full.'],
    [{ ...shop, more: true }, 'There are more; type on to find them.'],
    [{ ...shop, newest: 20_000 }, 'Counted in the newest 20,000 flows.'],
    [{ state: 'failed', why: 'Relay did not answer.' }, 'What is seen cannot be counted: Relay did not answer.'],
  ] satisfies [SeenValues, string][])('says what the lines leave open: %j', async (seen, note) => {
    const { user, field } = show('', undefined, seen);
    await user.type(field, 'ns:');
    expect(screen.getByText(note)).toBeTruthy();
  });

  it('opens the last token with Backspace and takes it out when it is emptied', async () => {
    const { onChange, user, field } = show('ns:shop port:443');
    await user.click(field);
    await user.keyboard('{Backspace}');
    expect(typed(field)).toBe('port:443');
    await user.clear(field);
    await user.keyboard('{Enter}');
    expect(onChange).toHaveBeenLastCalledWith('ns:shop');
  });

  it('removes a token by its cross and opens one by a press', async () => {
    const { onChange, user, field } = show('ns:shop port:443');
    await user.click(screen.getByRole('button', { name: 'Remove ns:shop' }));
    expect(onChange).toHaveBeenLastCalledWith('port:443');
    await user.click(screen.getByRole('button', { name: 'Edit port:443' }));
    expect(typed(field)).toBe('port:443');
  });

  it('points at what is wrong, keeps the last good filter and mends it with Tab', async () => {
    const { onChange, user, field } = show('ns:shop');
    await user.type(field, 'verdct:dropped{Enter}');
    expect(onChange).not.toHaveBeenCalled();
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByRole('alert').textContent).toContain('character 9');
    expect(screen.getByText('Still showing the last filter that worked:')).toBeTruthy();
    await user.tab();
    expect(onChange).toHaveBeenLastCalledWith('ns:shop verdict:DROPPED');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('keeps the blank after a token that is wrong, and so the next token apart', async () => {
    const { onChange, user, field } = show();
    await user.type(field, 'verdct:dropped ns:shop{Enter}');
    expect(typed(field)).toBe('verdct:dropped ns:shop');
    await user.tab();
    expect(onChange).toHaveBeenLastCalledWith('verdict:DROPPED ns:shop');
  });

  it('closes the popover with Esc, forgets what was typed with the second and leaves with the third', async () => {
    const { user, field } = show();
    await user.type(field, 'ver');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(typed(field)).toBe('ver');
    await user.keyboard('{Escape}');
    expect(typed(field)).toBe('');
    await user.keyboard('{Escape}');
    expect(document.activeElement).not.toBe(field);
  });

  it('shows the filter of a link that cannot be read, to be mended', () => {
    const { field } = show('', 'ns:shop verdct:dropped');
    expect(typed(field)).toBe('ns:shop verdct:dropped');
    expect(screen.getByText('everything')).toBeTruthy();
    expect(screen.getByText('1 problem')).toBeTruthy();
  });
});

describe('a token in the filter bar', () => {
  it('is reached by the arrow keys from the start of the field, and the field from it', async () => {
    const { user, field } = show('ns:shop port:443', undefined, shop, 'proto:tcp');
    await user.click(field);
    await user.keyboard('{ArrowLeft}');
    expect(document.activeElement).toBe(chip('proto:tcp, off'));
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(document.activeElement).toBe(chip('ns:shop'));
    await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(document.activeElement).toBe(field);
    await user.keyboard('ab{ArrowLeft}');
    expect(document.activeElement).toBe(field);
  });

  it('is switched off and on, and the focus stays with it', async () => {
    const { onChange, user } = show('ns:shop port:443');
    chip('ns:shop').focus();
    await user.keyboard(' ');
    expect(onChange).toHaveBeenLastCalledWith('port:443');
    expect(document.activeElement).toBe(chip('ns:shop, off'));
    await user.keyboard('o');
    expect(onChange).toHaveBeenLastCalledWith('port:443 ns:shop');
    expect(document.activeElement).toBe(chip('ns:shop'));
  });

  it('is negated and changes sides, and stays as it is where it has none', async () => {
    const { onChange, user } = show('ns:shop proto:tcp');
    chip('ns:shop').focus();
    await user.keyboard('-s');
    expect(onChange).toHaveBeenLastCalledWith('-from.ns:shop proto:tcp');
    await user.keyboard('s!');
    expect(onChange).toHaveBeenLastCalledWith('to.ns:shop proto:tcp');
    await user.keyboard('{ArrowRight}s');
    expect(onChange).toHaveBeenLastCalledWith('to.ns:shop proto:tcp');
  });

  it('is removed, and the focus goes to the next one, then to the field', async () => {
    const { onChange, user, field } = show('ns:shop port:443');
    chip('ns:shop').focus();
    await user.keyboard('{Delete}');
    expect(onChange).toHaveBeenLastCalledWith('port:443');
    expect(document.activeElement).toBe(chip('port:443'));
    await user.keyboard('{Backspace}');
    expect(onChange).toHaveBeenLastCalledWith('');
    expect(document.activeElement).toBe(field);
  });

  it('is rewritten where it stands, also while it is off', async () => {
    const { onChange, user, field } = show('ns:shop', undefined, shop, 'proto:tcp port:80');
    chip('proto:tcp, off').focus();
    await user.keyboard('{Enter}');
    expect(typed(field)).toBe('proto:tcp');
    await user.clear(field);
    await user.type(field, 'proto:udp{Enter}');
    expect(onChange).toHaveBeenLastCalledWith('ns:shop');
    expect(screen.getAllByRole('button', { name: /^Edit/ }).map(({ title }) => title)).toEqual([
      'ns:shop',
      'proto:udp (off, not applied)',
      'port:80 (off, not applied)',
    ]);
  });

  it('says so when it cannot stand with the others, and stays off', async () => {
    const { onChange, user } = show('http.status:500', undefined, shop, 'type:drop');
    chip('type:drop, off').focus();
    await user.keyboard('o');
    expect(onChange).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('add l7 to the types');
    await user.tab();
    expect(onChange).toHaveBeenLastCalledWith('http.status:500 type:drop,l7');
  });

  it('offers the same in a menu, with the keys beside', async () => {
    const { onChange, user } = show('from.ns:shop');
    await user.click(screen.getByRole('button', { name: 'Actions for from.ns:shop' }));
    const items = [...(await screen.findByRole('menu')).querySelectorAll('button')];
    expect(items.map(({ textContent }) => textContent)).toEqual([
      ...['EditEnter', 'Switch offO', 'Exclude it-', 'RemoveDel'],
      ...['Source', 'DestinationS', 'Either end', 'One and the same end'],
    ]);
    await user.keyboard('{ArrowDown}{Enter}');
    expect(onChange).toHaveBeenLastCalledWith('');
    expect(document.activeElement).toBe(chip('from.ns:shop, off'));
    await user.keyboard('{ArrowDown}');
    await user.click(screen.getByRole('menuitemradio', { name: 'Either end' }));
    expect(chip('ns:shop, off')).toBe(document.activeElement);
  });
});

describe('the filters behind the icon', () => {
  async function openFilters(text = '', off = '') {
    const shown = show(text, undefined, shop, off);
    await shown.user.keyboard('q');
    const panel = await screen.findByRole('dialog', { name: 'Filters' });
    await within(panel).findByRole('region', { name: 'Saved filters' });
    return { ...shown, panel };
  }

  it('open by a key, and quick ones are added and taken out again', async () => {
    const { onChange, user, panel } = await openFilters('ns:shop');
    const quick = within(panel).getByRole('button', { name: 'Denied' });
    expect(document.activeElement).toBe(quick);
    await user.keyboard('{Enter}');
    expect(onChange).toHaveBeenLastCalledWith('ns:shop verdict:denied');
    expect(quick.getAttribute('aria-pressed')).toBe('true');
    await user.keyboard('{Enter}');
    expect(onChange).toHaveBeenLastCalledWith('ns:shop');
  });

  it('are saved with what is off, applied, renamed, deleted and brought back', async () => {
    const { onChange, user, panel } = await openFilters('ns:shop', 'proto:tcp');
    await user.type(within(panel).getByRole('textbox', { name: 'Name for this filter' }), 'Shop{Enter}');
    await user.click(within(panel).getByRole('button', { name: 'Rename Shop' }));
    await user.keyboard('ping{Enter}');
    await user.click(within(panel).getByRole('button', { name: 'Delete Shopping' }));
    expect(within(panel).queryByRole('button', { name: /^Shopping/ })).toBeNull();
    await user.click(within(panel).getByRole('button', { name: 'Undo' }));
    await user.click(within(panel).getByRole('button', { name: /^Shopping/ }));
    expect(onChange).toHaveBeenLastCalledWith('ns:shop');
    expect(chip('proto:tcp, off')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('list recent ones but that in force, and say where there are none', async () => {
    const { onChange, user, panel } = await openFilters('ns:shop');
    const recent = within(within(panel).getByRole('region', { name: 'Recent filters' }));
    expect(recent.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['port:53']);
    await user.click(recent.getByRole('button'));
    expect(onChange).toHaveBeenLastCalledWith('port:53');
  });

  it('copy the filter as a command, and say what it leaves out', async () => {
    const { user, panel } = await openFilters('ns:shop cart');
    await user.click(within(panel).getByRole('button', { name: /^Copy as hubble observe/ }));
    expect(await within(panel).findByText('hubble observe --since 15m --follow --namespace shop')).toBeTruthy();
    expect(await navigator.clipboard.readText()).toBe('hubble observe --since 15m --follow --namespace shop');
    expect(panel.textContent).toContain('cart has no words');
  });
});

describe('a command pasted into the filter bar', () => {
  it('becomes filter and range, and what was not taken is named', async () => {
    const { user, field } = show('ns:shop');
    await user.click(field);
    await user.paste('hubble observe --pod shop/cart --colour red --last 20');
    const note = await screen.findByRole('status');
    const [filter, range] = onCommand.mock.lastCall ?? [];
    expect(filter && printFilter(filter)).toBe('pod:shop/cart');
    expect(range).toEqual({ last: '20' });
    expect(note.textContent).toMatch(/Not taken from it: .*--colour.* --last counts flows\.$/);
    await user.click(screen.getByRole('button', { name: 'Close this note' }));
    expect(screen.queryByRole('status')).toBeNull();
  });

  it('changes nothing where it shows no flows', async () => {
    onCommand.mockClear();
    const { user, field } = show('ns:shop');
    await user.click(field);
    await user.paste('hubble observe agent-events');
    expect((await screen.findByRole('status')).textContent).toMatch(/^Nothing was taken/);
    expect(onCommand).not.toHaveBeenCalled();
  });
});

describe('the help of the filter bar', () => {
  it('says the filter in words, what is off, and of which time', async () => {
    const { user } = show('ns:shop', undefined, shop, 'proto:tcp');
    await user.click(screen.getByRole('button', { name: 'What this filter says' }));
    const help = await screen.findByRole('dialog', { name: 'What this filter says' });
    await within(help).findByText('Flows with namespace shop on either end.');
    expect(help.textContent).toMatch(/Off, not applied: with protocol TCP\./i);
    expect(help.textContent).toContain('Time: the last 15 min.');
  });
});
