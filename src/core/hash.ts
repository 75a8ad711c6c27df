/** FNV-1a over UTF-16 units, in 32 bits with a sign; other seeds give other hashes. */
export function fnv1a(text: string, seed: number = 0): number {
  let hashed = seed ^ 0x81_1c_9d_c5;
  for (let i = 0; i < text.length; i++) {
    hashed = Math.imul(hashed ^ text.charCodeAt(i), 0x01_00_01_93);
  }
  return hashed;
}

/** The finish of MurmurHash3: every bit depends on every other. */
export function mix32(hashed: number): number {
  let mixed = Math.imul(hashed ^ (hashed >>> 16), 0x85_eb_ca_6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2_b2_ae_35);
  return mixed ^ (mixed >>> 16);
}
