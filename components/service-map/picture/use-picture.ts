// React's end of the picture.
import { useEffect, useMemo, useRef } from 'react';
import type { Level } from './level';
import { emptyPicture, type Picture, type PictureInput, pictureOf } from './picture';

/** The picture of now, nothing as long as the level is not known; sharing with the one before whatever did not change. */
export function usePicture(input: Omit<PictureInput, 'level'> & { readonly level: Level | null }): Picture {
  const last = useRef(emptyPicture);
  const { graph, cards, positions, level, focus, cursor, selected } = input;
  const picture = useMemo(
    () =>
      level === null
        ? emptyPicture
        : pictureOf({ graph, cards, positions, level, focus, cursor, selected }, last.current),
    [graph, cards, positions, level, focus, cursor, selected],
  );
  useEffect(() => {
    last.current = picture;
  }, [picture]);
  return picture;
}
