const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes of a base64 text. Written out, because `atob` is not in every host, nor is Buffer. */
export function base64(text: string): Uint8Array {
  const value = new Uint8Array(128);
  for (let i = 0; i < 64; i++) value[alphabet.charCodeAt(i)] = i;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length * 3) / 4 - padding);
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let word = 0;
    for (let k = 0; k < 4; k++) word = (word << 6) | value[text.charCodeAt(i + k)];
    bytes[at++] = word >> 16;
    bytes[at++] = word >> 8; // past the end when there is padding: such writes have no effect
    bytes[at++] = word;
  }
  return bytes;
}
