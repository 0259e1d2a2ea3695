// The map as a file, behind one button.
import { useState } from 'react';
import type { Exported, ExportKind } from '@/components/service-map/export/export';
import { Button } from '@/components/ui/button';
import { ClosingItem, Popover } from '@/components/ui/popover';

export function ExportControl({ map }: { map: Exported }) {
  const [failed, setFailed] = useState('');
  async function save(kind: ExportKind) {
    setFailed('');
    try {
      const { exportMap } = await import('@/components/service-map/export/export');
      await exportMap(kind, map);
    } catch (error) {
      setFailed(error instanceof Error ? error.message : String(error));
    }
  }
  return (
    <>
      <Popover
        align="start"
        className="w-40"
        label="Save the map as"
        side="top"
        trigger={
          <Button icon="download" size="md" title="Save the map as a file" variant="default">
            Save
          </Button>
        }
      >
        {kinds.map(([kind, name]) => (
          <ClosingItem key={kind} onClick={() => void save(kind)}>
            {name}
          </ClosingItem>
        ))}
      </Popover>
      {failed && <span role="alert">{failed}</span>}
    </>
  );
}

const kinds: readonly (readonly [ExportKind, string])[] = [
  ['png', 'PNG picture'],
  ['svg', 'SVG drawing'],
  ['mermaid', 'Mermaid text'],
  ['dot', 'DOT text'],
  ['json', 'JSON data'],
];
