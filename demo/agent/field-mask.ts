// field_mask of GetFlows with its traps: paths are proto names, and masking below a message makes it present.
import { create, type DescField } from '@bufbuild/protobuf';
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { type Flow, FlowSchema } from '@/proto/gen/flow/flow_pb';

/** Wanted fields; `whole` takes all of a field, else only what is below. */
export type FieldMask = Map<DescField, FieldMask | 'whole'>;

/** Undefined when there is no path; throws when a path names no field of Flow, or one that the agent does not know. */
export function compileFieldMask(
  paths: readonly string[],
  knows: (field: string) => boolean = () => true,
): FieldMask | undefined {
  if (paths.length === 0) return undefined;
  const mask: FieldMask = new Map();
  for (const path of paths) {
    if (!knows(path.split('.')[0] ?? '')) throw new Error(`no field ${JSON.stringify(path)}`);
    addPath(mask, path);
  }
  return mask;
}

/** A new flow with only the masked fields. */
export function maskFlow(mask: FieldMask, flow: Flow): Flow {
  const masked = create(FlowSchema);
  copy(mask, reflect(FlowSchema, flow), reflect(FlowSchema, masked));
  return masked;
}

function addPath(root: FieldMask, path: string): void {
  let mask = root;
  let message: typeof FlowSchema | NonNullable<DescField['message']> = FlowSchema;
  const parts = path.split('.');
  for (const [index, part] of parts.entries()) {
    const field: DescField | undefined = message.fields.find(({ name }) => name === part);
    if (!field) throw new Error(`no field ${JSON.stringify(part)} in path ${JSON.stringify(path)}`);
    if (index === parts.length - 1) {
      mask.set(field, 'whole');
      return;
    }
    if (field.fieldKind !== 'message')
      throw new Error(`nothing below ${JSON.stringify(part)} in path ${JSON.stringify(path)}`);
    const below: FieldMask | 'whole' = mask.get(field) ?? new Map();
    if (below === 'whole') return;
    mask.set(field, below);
    mask = below;
    message = field.message;
  }
}

function copy(mask: FieldMask, from: ReflectMessage, to: ReflectMessage): void {
  for (const [field, below] of mask) {
    if (below === 'whole') {
      if (from.isSet(field)) to.set(field, from.get(field));
    } else if (field.fieldKind === 'message') {
      const target = reflect(field.message);
      copy(below, from.isSet(field) ? from.get(field) : reflect(field.message), target);
      to.set(field, target);
    }
  }
}
