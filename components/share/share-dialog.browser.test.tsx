import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SnapshotAnswer } from '@/lib/wire/snapshot';
import { ShareDialog, type ShareDialogProps } from './share-dialog';
import type { SnapshotShare } from './snapshot-panel';

afterEach(cleanup);

const noon = Date.UTC(2026, 5, 1, 12);

const snapshot = (id: string, more: Partial<SnapshotAnswer> = {}): SnapshotAnswer => ({
  ...{ id, cluster: `snapshot:${id}`, path: `/s/${id}`, page: 'map', view: '', filter: 'ns:<b>', by: null },
  ...{ madeAt: '2026-06-01T12:00:00.000Z', expiresAt: null, from: '', to: '' },
  ...{ flows: 1_200, flowsLeftOut: 34, rows: 5, bytes: 6 },
  ...more,
});

function show(more: Partial<ShareDialogProps> = {}, ofSnapshots: Partial<SnapshotShare> = {}) {
  const [make, revoke, onClose] = [vi.fn(), vi.fn(), vi.fn()];
  const linkOf = ({ path }: SnapshotAnswer) => `https://eyepiece.example${path}`;
  const snapshots: SnapshotShare = {
    ...{ keeps: ['1w', '1h', 'never'], kept: 'memory', own: [], made: null, busy: false, problem: '' },
    ...{ linkOf, make, revoke, ...ofSnapshots },
  };
  render(
    <ShareDialog
      bundle={{ busy: false, said: '', download: vi.fn() }}
      command={{ text: 'hubble observe', notes: ['One note.'] }}
      embed={{ iframe: '<iframe>', element: '<eyepiece-view>', framedBy: 'Anybody may.' }}
      liveLink="https://eyepiece.example/map"
      locked={{ link: 'https://eyepiece.example/map?from=1', fromMs: noon - 900_000, toMs: noon }}
      onClose={onClose}
      onClosed={vi.fn()}
      snapshots={snapshots}
      time={{ kind: 'moving', windowMs: 900_000 }}
      {...more}
    />,
  );
  return { make, revoke, onClose, user: userEvent.setup() };
}

const said = (label: string) => screen.getByLabelText<HTMLTextAreaElement>(label, { selector: 'textarea' }).value;

describe('what is shared', () => {
  it('is one of six, and says what its reader will see', async () => {
    const { user } = show();
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'Live link' }));
    expect(screen.getByText(/^Keeps moving: shows the last 15 min/)).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Link to this time' }));
    expect(said('Link to this time')).toBe('https://eyepiece.example/map?from=1');
    expect(screen.getByText(/^Fixed to .*11:45.* – .*12:00.* UTC/)).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Embed' }));
    await user.click(screen.getByRole('button', { name: '<eyepiece-view>' }));
    expect(said('Embed code')).toBe('<eyepiece-view>');
    await user.click(screen.getByRole('radio', { name: 'hubble observe' }));
    expect(screen.getByText('One note.')).toBeTruthy();
    await user.click(screen.getByRole('radio', { name: 'Bundle' }));
    expect(screen.getByText(/Whoever has the file sees all of it\.$/)).toBeTruthy();
  });

  it('is said to be long before it is refused on its way', () => {
    show({ liveLink: `https://eyepiece.example/map?q=${'a'.repeat(8_000)}` });
    expect(
      screen.getByText(/^The link is 8,031 characters long, .* or share a snapshot: its link is short\.$/),
    ).toBeTruthy();
    cleanup();
    show();
    expect(screen.queryByText(/characters long/)).toBeNull();
  });

  it('has no time to hold where nothing moves', () => {
    show({ locked: null, time: { kind: 'rest', what: 'snapshot' } });
    expect(screen.queryByRole('radio', { name: 'Link to this time' })).toBeNull();
    expect(screen.getByText('Shows this snapshot as it is filtered now. It does not move.')).toBeTruthy();
  });

  it('is copied with a word of it, or selected where it cannot be copied', async () => {
    const { user } = show();
    const write = vi.spyOn(navigator.clipboard, 'writeText');
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(write).toHaveBeenCalledWith('https://eyepiece.example/map');
    expect(screen.getByText('Live link copied.')).toBeTruthy();
    write.mockRejectedValue(new Error('not here'));
    document.execCommand = () => false;
    await user.click(screen.getByRole('button', { name: 'Copied' }));
    expect(screen.getByText('The browser does not let it be copied. It is selected above.')).toBeTruthy();
  });
});

describe('snapshots', () => {
  it('are made for as long as was chosen, and say where they lie', async () => {
    const { user, make } = show();
    await user.click(screen.getByRole('radio', { name: 'Snapshot' }));
    expect(screen.getByText(/EYEPIECE_DATA_DIR is not set/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: '1 hour' }));
    await user.click(screen.getByRole('button', { name: 'Make a snapshot' }));
    expect(make).toHaveBeenCalledWith('1h');
  });

  it('are offered with what was left out, and listed to be taken back', async () => {
    const made = snapshot('a');
    const { user, revoke } = show(
      {},
      { made, own: [made, snapshot('b', { filter: '', expiresAt: '2026-06-02T12:00:00Z' })] },
    );
    await user.click(screen.getByRole('radio', { name: 'Snapshot' }));
    expect(said('Snapshot link')).toBe('https://eyepiece.example/s/a');
    expect(screen.getByText(/1,200 flows, 34 older ones left out, kept until it is taken back\./)).toBeTruthy();
    const rows = within(screen.getByRole('region', { name: 'My snapshots' })).getAllByRole('listitem');
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining('Map, ns:<b>'),
      expect.stringMatching(/Map, everything.*kept until .*UTC/),
    ]);
    await user.click(screen.getAllByRole('button', { name: /^Take back the snapshot of/ })[1] as HTMLElement);
    expect(revoke).toHaveBeenCalledWith('b');
  });

  it('that are not made here, or went wrong, are told so', async () => {
    const { user } = show({}, { keeps: [], problem: 'There is no room.' });
    await user.click(screen.getByRole('radio', { name: 'Snapshot' }));
    expect(screen.getByText('This server makes no snapshots.')).toBeTruthy();
    expect(screen.getByText('There is no room.')).toBeTruthy();
  });
});
