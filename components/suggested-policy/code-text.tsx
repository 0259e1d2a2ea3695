import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { visible } from '@/lib/flow/visible';

/** YAML with numbered lines. */
export function YamlText({ text, label }: { text: string; label: string }) {
  return (
    <Code label={label}>
      {linesOf(text).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and are drawn anew together
        <span className="block whitespace-pre px-3" key={index}>
          <span aria-hidden="true" className="mr-3 inline-block w-5 select-none text-right text-subtle">
            {index + 1}
          </span>
          <YamlLine line={line} />
        </span>
      ))}
    </Code>
  );
}

/** A unified diff. Lines are told apart by their sign first. */
export function DiffText({ text }: { text: string }) {
  return (
    <Code label="Difference to the policy that is there">
      {linesOf(text).map((line, index) => (
        <span
          className={clsx(
            'block whitespace-pre px-3',
            line.startsWith('+') && 'bg-code-add-bg text-code-add',
            line.startsWith('-') && 'text-dropped-text',
            line.startsWith('@@') && 'text-subtle',
          )}
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and are drawn anew together
          key={index}
        >
          {visible(line) || ' '}
        </span>
      ))}
    </Code>
  );
}

/** Scrolls by keyboard as well. */
function Code({ children, label }: { children: ReactNode; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a section would be a landmark
    <div aria-label={label} className="max-h-96 overflow-auto" role="group" tabIndex={0}>
      <pre className="mono py-2 text-12 text-code-str leading-[18px]">{children}</pre>
    </div>
  );
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

/** Indent, dashes, key and colon, and the rest as it is. */
function YamlLine({ line }: { line: string }) {
  const [, before = '', key = '', colon = '', rest = ''] =
    /^((?: |- )*)(?:("[^"]*"|[^\s"':#]+(?::[^\s:#]+)*)(:))?(.*)$/s.exec(line) ?? [];
  return (
    <>
      <span className="text-code-punct">{before}</span>
      <span className="text-code-key">{visible(key)}</span>
      <span className="text-code-punct">{colon}</span>
      {visible(rest)}
    </>
  );
}
