// The parameters for nuqs, so that pages read and change them as state. Bad text reads as the default; readView says so.
import { createParser } from 'nuqs/server';
import { type Parameter, parameters, type View } from '@/lib/view/parameters';

export const viewParsers = {
  q: parser(parameters.q),
  off: parser(parameters.off),
  cluster: parser(parameters.cluster),
  from: parser(parameters.from),
  to: parser(parameters.to),
  group: parser(parameters.group).withDefault(parameters.group.fallback),
  sel: parser(parameters.sel),
  cols: parser(parameters.cols),
  sort: parser(parameters.sort),
  layout: parser(parameters.layout),
  fold: parser(parameters.fold),
  label: parser(parameters.label).withDefault(parameters.label.fallback),
  cards: parser(parameters.cards).withDefault(parameters.cards.fallback),
  reach: parser(parameters.reach).withDefault(parameters.reach.fallback),
  only: parser(parameters.only).withDefault(parameters.only.fallback),
  hide: parser(parameters.hide).withDefault(parameters.hide.fallback),
  pins: parser(parameters.pins),
  places: parser(parameters.places),
  against: parser(parameters.against),
  by: parser(parameters.by).withDefault(parameters.by.fallback),
  show: parser(parameters.show).withDefault(parameters.show.fallback),
  theme: parser(parameters.theme).withDefault(parameters.theme.fallback),
};

function parser<T extends View[keyof View]>(parameter: Parameter<T>) {
  return createParser<NonNullable<T>>({
    parse: (text) => {
      const read = parameter.read(text);
      return read.ok ? (read.value ?? null) : null;
    },
    serialize: (value) => parameter.write(value) ?? '',
    eq: (a, b) => parameter.write(a) === parameter.write(b),
  });
}
