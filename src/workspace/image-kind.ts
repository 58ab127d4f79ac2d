import type { LogoReference } from '../invoice/document.ts';

/** Kind and size of a picture, read from its bytes. */
export interface ImageKind {
  mediaType: LogoReference['media_type'];
  /** Pixels. */
  width: number;
  height: number;
}

/** Returns what the bytes of a whole PNG or JPEG file say of it; undefined for all other bytes. */
export function imageKind(bytes: Buffer): ImageKind | undefined {
  return pngKind(bytes) ?? jpegKind(bytes);
}

const pngSignature = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const pngEnd = Buffer.from('0000000049454e44ae426082', 'hex');

/** Source: PNG specification, 5.2 and 11.2: signature, header chunk with the size, end chunk. */
function pngKind(bytes: Buffer): ImageKind | undefined {
  const isWhole = bytes.subarray(0, 16).equals(pngSignature) && bytes.subarray(-12).equals(pngEnd);
  if (!isWhole || bytes.length < 45) return undefined;
  return { mediaType: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Source: ITU-T T.81, B.1: segments of marker and length, until the frame that has the size. */
function jpegKind(bytes: Buffer): ImageKind | undefined {
  const isWhole = bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8;
  if (!isWhole || bytes.readUInt16BE(bytes.length - 2) !== 0xffd9) return undefined;
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at] !== 0xff) return undefined;
    if (isFrame(bytes[at + 1]!))
      return {
        mediaType: 'image/jpeg',
        width: bytes.readUInt16BE(at + 7),
        height: bytes.readUInt16BE(at + 5),
      };
  }
  return undefined;
}

/** Tells whether a marker begins a frame: SOF0 to SOF15 without the tables DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
