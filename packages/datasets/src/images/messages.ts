import type { DecodedImage, DecodeSettings } from "./decode-file.ts";

/** What a decoding thread is asked. */
export interface DecodeRequest {
  readonly id: number;
  readonly path: string;
  readonly settings: DecodeSettings;
}

/** What it answers: the image, or what is wrong with the file. */
export type DecodeAnswer =
  | { readonly id: number; readonly image: DecodedImage }
  | { readonly id: number; readonly file: string; readonly problem: string };
