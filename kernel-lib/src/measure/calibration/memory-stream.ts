/** Bytes of the buffer: far more than any cache of the machines that this is for. */
const SIZE = 256 * 1024 * 1024;
/** Bytes copied between two looks at the clock: about a millisecond. */
const PIECE = 4 * 1024 * 1024;

/** A function that copies the next piece of one half of a 256 MB buffer over the other half, round and round: at the full rate of memory. */
export function memoryStream(): () => void {
  const buffer = new Uint8Array(SIZE).fill(1);
  const half = SIZE / 2;
  let place = 0;
  return () => {
    buffer.copyWithin(half + place, place, place + PIECE);
    place = (place + PIECE) % half;
  };
}
